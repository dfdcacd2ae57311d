// libgit2 built with mbedTLS reads and parses every certificate of the system when it starts: 4 to 5
// of the 13 ms that a hook takes. relay never speaks TLS through libgit2 (the git command does, with
// the user's own settings), so here the two functions do nothing. The linker exports them because
// libgit2 asks for them; without such a libgit2 nobody does.
//
// Only the hooks' program links this. A TLS connection would then trust no certificate at all.

int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_path(void *chain, const char *path);

int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
  (void)chain;
  (void)path;
  return 0;
}

int mbedtls_x509_crt_parse_path(void *chain, const char *path)
{
  (void)chain;
  (void)path;
  return 0;
}
