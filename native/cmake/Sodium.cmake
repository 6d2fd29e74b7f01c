# Compiles libsodium's C files into the static target `sodium`.
#
# The Debian source tree has no `configure`, and autoreconf would add three tools to what a build needs and would not
# know our toolchain files. libsodium guards every optional file with HAVE_* macros and picks among what was compiled
# at run time (cpuid), so all files can be compiled everywhere as long as the macros below tell the truth.
include(CheckCSourceCompiles)
include(CheckSymbolExists)

set(sodium_src "${LIBSODIUM_SOURCE_DIR}/src/libsodium")
set(sodium_gen "${CMAKE_CURRENT_BINARY_DIR}/sodium-include")

# version.h is configure's only output; configure.ac is the one place that states the numbers.
file(READ "${LIBSODIUM_SOURCE_DIR}/configure.ac" configure_ac)
string(REGEX MATCH "AC_INIT\\(\\[libsodium\\],[ ]*\\[([0-9.]+)\\]" _ "${configure_ac}")
set(VERSION "${CMAKE_MATCH_1}")
foreach(part MAJOR MINOR)
  string(REGEX MATCH "SODIUM_LIBRARY_VERSION_${part}=([0-9]+)" _ "${configure_ac}")
  set(SODIUM_LIBRARY_VERSION_${part} "${CMAKE_MATCH_1}")
endforeach()
if(VERSION STREQUAL "" OR SODIUM_LIBRARY_VERSION_MINOR STREQUAL "")
  message(FATAL_ERROR "no version found in ${LIBSODIUM_SOURCE_DIR}/configure.ac")
endif()
set(SODIUM_LIBRARY_MINIMAL_DEF "")
configure_file("${sodium_src}/include/sodium/version.h.in" "${sodium_gen}/sodium/version.h" @ONLY)
# version.h includes it from its own folder.
configure_file("${sodium_src}/include/sodium/export.h" "${sodium_gen}/sodium/export.h" COPYONLY)
message(STATUS "libsodium ${VERSION}")

file(GLOB_RECURSE sodium_files CONFIGURE_DEPENDS "${sodium_src}/*.c")
add_library(sodium STATIC ${sodium_files})
set_target_properties(sodium PROPERTIES
  C_STANDARD 11
  POSITION_INDEPENDENT_CODE ON
  C_VISIBILITY_PRESET hidden
  # Its hot loops are intrinsics compiled with flags of their own, which LTO would gain nothing on.
  INTERPROCEDURAL_OPTIMIZATION OFF)
target_include_directories(sodium
  PRIVATE "${sodium_src}/include/sodium" "${sodium_gen}/sodium"
  PUBLIC "${sodium_src}/include" "${sodium_gen}")
target_compile_definitions(sodium PUBLIC SODIUM_STATIC PRIVATE CONFIGURED=1 _GNU_SOURCE=1)

set(defines "")
macro(sodium_define_if condition)
  if(${condition})
    list(APPEND defines ${ARGN})
  endif()
endmacro()

include(TestBigEndian)
test_big_endian(sodium_big_endian)
if(sodium_big_endian)
  list(APPEND defines NATIVE_BIG_ENDIAN=1)
else()
  list(APPEND defines NATIVE_LITTLE_ENDIAN=1)
endif()

if(MSVC)
  # common.h derives the instruction sets from _MSC_VER by itself.
  list(APPEND defines inline=__inline _CRT_SECURE_NO_WARNINGS)
else()
  set(CMAKE_REQUIRED_DEFINITIONS -D_GNU_SOURCE)
  foreach(check
      "HAVE_ARC4RANDOM:arc4random:stdlib.h" "HAVE_ARC4RANDOM_BUF:arc4random_buf:stdlib.h"
      "HAVE_EXPLICIT_BZERO:explicit_bzero:string.h" "HAVE_GETENTROPY:getentropy:sys/random.h"
      "HAVE_GETPID:getpid:unistd.h" "HAVE_GETRANDOM:getrandom:sys/random.h" "HAVE_MADVISE:madvise:sys/mman.h"
      "HAVE_MEMSET_S:memset_s:string.h" "HAVE_MLOCK:mlock:sys/mman.h" "HAVE_MMAP:mmap:sys/mman.h"
      "HAVE_MPROTECT:mprotect:sys/mman.h" "HAVE_NANOSLEEP:nanosleep:time.h"
      "HAVE_POSIX_MEMALIGN:posix_memalign:stdlib.h" "HAVE_PTHREAD:pthread_mutex_lock:pthread.h"
      "HAVE_SYSCONF:sysconf:unistd.h" "HAVE_ALLOCA:alloca:alloca.h" "HAVE_GETAUXVAL:getauxval:sys/auxv.h")
    string(REPLACE ":" ";" check "${check}")
    list(GET check 0 macro)
    list(GET check 1 symbol)
    list(GET check 2 header)
    check_symbol_exists(${symbol} "${header}" SODIUM_${macro})
    sodium_define_if(SODIUM_${macro} ${macro}=1)
  endforeach()
  sodium_define_if(SODIUM_HAVE_ALLOCA HAVE_ALLOCA_H=1)
  sodium_define_if(SODIUM_HAVE_GETAUXVAL HAVE_SYS_AUXV_H=1)
  sodium_define_if(SODIUM_HAVE_MMAP HAVE_SYS_MMAN_H=1)
  if(SODIUM_HAVE_GETRANDOM OR SODIUM_HAVE_GETENTROPY)
    list(APPEND defines HAVE_SYS_RANDOM_H=1)
  endif()

  check_c_source_compiles("static _Thread_local int x; int main(void) { return x; }" SODIUM_TLS)
  sodium_define_if(SODIUM_TLS TLS=_Thread_local)
  check_c_source_compiles("int main(void) { __sync_synchronize(); return __sync_lock_test_and_set(&(int){0}, 1); }"
    SODIUM_HAVE_ATOMIC_OPS)
  sodium_define_if(SODIUM_HAVE_ATOMIC_OPS HAVE_ATOMIC_OPS=1)
  check_c_source_compiles("int main(void) { __atomic_thread_fence(__ATOMIC_ACQUIRE); return 0; }"
    SODIUM_HAVE_GCC_MEMORY_FENCES)
  sodium_define_if(SODIUM_HAVE_GCC_MEMORY_FENCES HAVE_GCC_MEMORY_FENCES=1)
  check_c_source_compiles("int main(void) { int a = 42; __asm__ __volatile__ (\"\" : \"+r\"(a)); return a; }"
    SODIUM_HAVE_INLINE_ASM)
  sodium_define_if(SODIUM_HAVE_INLINE_ASM HAVE_INLINE_ASM=1)
  # 64-bit limbs (51-bit field elements) are several times faster for X25519, which is the cost of a CURVE handshake.
  check_c_source_compiles("
    typedef unsigned u128 __attribute__((mode(TI)));
    int main(int c, char **v) { u128 x = (u128) (unsigned long) c * (unsigned long) c; return (int) (x >> 64); }"
    SODIUM_HAVE_TI_MODE)
  sodium_define_if(SODIUM_HAVE_TI_MODE HAVE_TI_MODE=1)
  # Weak symbols stop the compiler from proving that a wipe or a constant-time comparison is dead code.
  check_c_source_compiles("__attribute__((weak)) void f(void) { } int main(void) { f(); return 0; }"
    SODIUM_HAVE_WEAK_SYMBOLS)
  sodium_define_if(SODIUM_HAVE_WEAK_SYMBOLS HAVE_WEAK_SYMBOLS=1)
  unset(CMAKE_REQUIRED_DEFINITIONS)

  # macro, header, flags, files that are compiled with these flags. Only the named files may contain such instructions:
  # everything else has to run on any CPU of the architecture.
  function(sodium_instruction_set macro header flags pattern)
    set(CMAKE_REQUIRED_FLAGS "${flags}")
    # Not linked: Zig would compile the C library's start files once for each set of flags.
    set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
    check_c_source_compiles("#include <${header}>\nint main(void) { return 0; }" SODIUM_${macro})
    if(SODIUM_${macro})
      target_compile_definitions(sodium PRIVATE ${macro}=1)
      foreach(file IN LISTS sodium_files)
        file(RELATIVE_PATH relative "${sodium_src}" "${file}")
        if(relative MATCHES "${pattern}")
          separate_arguments(options UNIX_COMMAND "${flags}")
          set_property(SOURCE "${file}" APPEND PROPERTY COMPILE_OPTIONS ${options})
        endif()
      endforeach()
    endif()
  endfunction()
  string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}" processor)
  if(CMAKE_OSX_ARCHITECTURES)
    set(processor "${CMAKE_OSX_ARCHITECTURES}")
  endif()
  if(processor MATCHES "^(x86_64|amd64|i[3-6]86)$")
    sodium_instruction_set(HAVE_MMINTRIN_H mmintrin.h "-mmmx" "^$")
    sodium_instruction_set(HAVE_EMMINTRIN_H emmintrin.h "-msse2" "sse|xmm6int|aesni|avx")
    sodium_instruction_set(HAVE_PMMINTRIN_H pmmintrin.h "-msse3" "ssse3|sse41|aesni|avx")
    sodium_instruction_set(HAVE_TMMINTRIN_H tmmintrin.h "-mssse3" "ssse3|sse41|aesni|avx")
    sodium_instruction_set(HAVE_SMMINTRIN_H smmintrin.h "-msse4.1" "sse41|avx2|avx512")
    sodium_instruction_set(HAVE_AVXINTRIN_H immintrin.h "-mavx" "aesni|avx2|avx512")
    sodium_instruction_set(HAVE_AVX2INTRIN_H immintrin.h "-mavx2" "avx2|avx512")
    sodium_instruction_set(HAVE_AVX512FINTRIN_H immintrin.h "-mavx512f" "avx512")
    sodium_instruction_set(HAVE_WMMINTRIN_H wmmintrin.h "-maes -mpclmul" "aesni")
    sodium_instruction_set(HAVE_RDRAND immintrin.h "-mrdrnd" "randombytes_internal_random")
    check_c_source_compiles("
      int main(void) {
        unsigned a, b, c, d;
        __asm__ __volatile__ (\"cpuid\" : \"=a\"(a), \"=b\"(b), \"=c\"(c), \"=d\"(d) : \"0\"(0U), \"2\"(0U));
        return (int) a;
      }" SODIUM_HAVE_CPUID)
    sodium_define_if(SODIUM_HAVE_CPUID HAVE_CPUID=1)

    # The hand-written assembler for Salsa20 (every CURVE message) and X25519 (every CURVE handshake).
    if(NOT processor MATCHES "^i[3-6]86$" AND NOT WIN32)
      enable_language(ASM)
      file(GLOB_RECURSE sodium_asm CONFIGURE_DEPENDS "${sodium_src}/*.S")
      # sandy2x.S includes the other files of its folder.
      list(FILTER sodium_asm EXCLUDE REGEX "sandy2x/[^/]*$")
      list(APPEND sodium_asm "${sodium_src}/crypto_scalarmult/curve25519/sandy2x/sandy2x.S")
      target_sources(sodium PRIVATE ${sodium_asm})
      list(APPEND defines HAVE_AMD64_ASM=1 HAVE_AVX_ASM=1)
      if(APPLE)
        list(APPEND defines ASM_HIDE_SYMBOL=.private_extern)
      else()
        list(APPEND defines ASM_HIDE_SYMBOL=.hidden)
      endif()
    endif()
  elseif(processor MATCHES "^(aarch64|arm64)$")
    sodium_instruction_set(HAVE_ARMCRYPTO arm_neon.h "-march=armv8-a+crypto+aes" "armcrypto")
  endif()
  # Unused functions are dropped when the shared library is linked.
  target_compile_options(sodium PRIVATE -ffunction-sections -fdata-sections -fno-strict-aliasing -fno-strict-overflow -w)
endif()
target_compile_definitions(sodium PRIVATE ${defines})
