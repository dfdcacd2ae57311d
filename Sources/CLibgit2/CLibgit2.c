#include "CLibgit2.h"

// libgit2 built with mbedTLS parses the system's whole bundle of certificate authorities when it
// starts, 4 to 5 ms, though relay never opens a network connection through it: the `git` command
// does that. A program's own definition wins over a shared library's, so these make the parsing a
// no-op. With a libgit2 that uses another TLS library nothing calls them.

#define NO_OP(name)                                       \
  int name(void *chain, const char *path);                \
  __attribute__((weak)) int name(void *chain, const char *path) { \
    (void)chain;                                          \
    (void)path;                                           \
    return 0;                                             \
  }

NO_OP(mbedtls_x509_crt_parse_file)
NO_OP(mbedtls_x509_crt_parse_path)

// Where libgit2 is an archive (script/lib/static) the linker puts this in place of its whole start of
// mbedTLS, which gathers randomness besides.
int __wrap_git_mbedtls_stream_global_init(void);
int __wrap_git_mbedtls_stream_global_init(void) { return 0; }
