// What the ws2_32 of mingw-w64 has beside the functions of the DLL, and that of Zig 0.11 has not.
#include <winsock2.h>
#include <ws2tcpip.h>

const struct in6_addr in6addr_any;
