// clock_gettime for Windows on ARM64, where libzmq reads the time with it between two readings of a slower clock. Zig has no winpthreads. What
// libzmq has for Visual C++ counts its calls instead, so that its timers stand still in idle processes.
#pragma once
#define CLOCK_MONOTONIC 1

#ifdef __cplusplus
extern "C" {
#endif
__declspec (dllimport) int __stdcall QueryUnbiasedInterruptTime (unsigned long long *time);
#ifdef __cplusplus
}
#endif

static __inline int clock_gettime (int clock, struct timespec *time)
{
    unsigned long long ticks = 0;
    (void) clock;
    QueryUnbiasedInterruptTime (&ticks); // of 100 ns
    time->tv_sec = (long long) (ticks / 10000000);
    time->tv_nsec = (long) (ticks % 10000000 * 100);
    return 0;
}
