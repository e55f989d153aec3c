/*
 * The build as the compiler and CMake tell it.
 */
#define _GNU_SOURCE /* dladdr(), RTLD_DEFAULT */
#include "this_build.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "rle127_commit.h" /* made anew by each build, by commit.cmake */

#if defined(__clang__)
#define TEXT(number)  #number
#define NUMBER(macro) TEXT(macro)
#define COMPILER \
    "clang " NUMBER(__clang_major__) "." NUMBER(__clang_minor__) "." NUMBER(__clang_patchlevel__)
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown"
#endif

#if defined(__has_feature)
#define HAS_FEATURE(name) __has_feature(name)
#else
#define HAS_FEATURE(name) 0
#endif

const char *rle127_build_compiler(void)
{
    return COMPILER;
}

const char *rle127_build_options(void)
{
    return RLE127_BUILD_OPTIONS;
}

bool rle127_build_is_optimized(void)
{
#if defined(__OPTIMIZE__)
    return true;
#else
    return false;
#endif
}

bool rle127_build_is_sanitized(void)
{
#if defined(RLE127_SANITIZED) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    HAS_FEATURE(address_sanitizer) || HAS_FEATURE(thread_sanitizer)
    return true;
#else
    return false;
#endif
}

const char *rle127_build_commit(void)
{
    return RLE127_COMMIT;
}

#if defined(RLE127_HAVE_OPENMP)
/* The library's name, or "" where it is a part of this program. */
static const char *find_openmp_library(void)
{
    Dl_info found;
    const void *const function = dlsym(RTLD_DEFAULT, "omp_get_max_threads");
    if (!function || !dladdr(function, &found) || !found.dli_fname)
        return "";
    const char *const slash = strrchr(found.dli_fname, '/');
    return slash ? slash + 1 : found.dli_fname;
}

const char *rle127_build_openmp(void)
{
    static char text[128];
    const char *const library = find_openmp_library();
    snprintf(text, sizeof text, "OpenMP %s%s%s", RLE127_OPENMP_VERSION, *library ? ", " : "",
             library);
    return text;
}
#else
const char *rle127_build_openmp(void)
{
    return "";
}
#endif
