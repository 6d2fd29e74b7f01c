// run <seconds> <program>: runs the program in a process group of its own and ends all of the group when the time is up, when
// this process is told to end, and when the program has ended and left others behind.
//
// The exit code is the program's, or 1 with a last line that says how it ended.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t child;
static volatile sig_atomic_t ended_by;

static void end_group (int signal_number)
{
    ended_by = signal_number;
    kill (-child, SIGKILL);
}

int main (int argc, char *argv[])
{
    static const int ends[] = {SIGALRM, SIGINT, SIGTERM, SIGHUP};
    struct sigaction action;
    siginfo_t info;
    sigset_t blocked, before;
    int status;
    size_t i;

    if (argc != 3) {
        fprintf (stderr, "usage: run <seconds> <program>\n");
        return 2;
    }
    memset (&action, 0, sizeof action);
    action.sa_handler = end_group;
    sigemptyset (&blocked);
    for (i = 0; i < sizeof ends / sizeof ends[0]; i++)
        sigaddset (&blocked, ends[i]);

    // Blocked until there is a group to end.
    sigprocmask (SIG_BLOCK, &blocked, &before);
    child = fork ();
    if (child == -1) {
        perror ("fork");
        return 1;
    }
    if (child == 0) {
        setpgid (0, 0);
        sigprocmask (SIG_SETMASK, &before, NULL);
        dup2 (STDOUT_FILENO, STDERR_FILENO);
        execv (argv[2], argv + 2);
        perror (argv[2]);
        _exit (1);
    }
    setpgid (child, child); // by both, as either may be first
    for (i = 0; i < sizeof ends / sizeof ends[0]; i++)
        sigaction (ends[i], &action, NULL);
    alarm ((unsigned) atoi (argv[1]));
    sigprocmask (SIG_SETMASK, &before, NULL);

    // Its number cannot be used anew before waitpid: until then, the group is the right one.
    while (waitid (P_PID, (id_t) child, &info, WEXITED | WNOWAIT) == -1) {
    }
    alarm (0);
    sigprocmask (SIG_BLOCK, &blocked, NULL);
    kill (-child, SIGKILL);
    waitpid (child, &status, 0);
    if (ended_by == SIGALRM)
        printf ("\nended after %s s\n", argv[1]);
    else if (WIFSIGNALED (status))
        printf ("\nended by signal %d (%s)\n", WTERMSIG (status), strsignal (WTERMSIG (status)));
    else
        return WEXITSTATUS (status);
    return 1;
}
