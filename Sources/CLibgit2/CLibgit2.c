#include "CLibgit2.h"

// libgit2 built with mbedTLS parses the system's whole bundle of certificate authorities when it
// starts, 4 to 5 ms, though relay never opens a network connection through it: the `git` command
// does that. A program's own definition wins over a shared library's, so these two make the
// parsing a no-op. With a libgit2 that uses another TLS library nothing calls them.

int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_path(void *chain, const char *path);

int mbedtls_x509_crt_parse_file(void *chain, const char *path) {
  (void)chain;
  (void)path;
  return 0;
}

int mbedtls_x509_crt_parse_path(void *chain, const char *path) {
  (void)chain;
  (void)path;
  return 0;
}
