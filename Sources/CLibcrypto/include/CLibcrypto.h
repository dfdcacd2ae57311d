// What SSHSignature uses of OpenSSL's libcrypto, 3.0 or later.
// Macros with casts do not import into Swift: the functions below stand in for them.

#ifndef RELAY_CLIBCRYPTO_H
#define RELAY_CLIBCRYPTO_H

#include <openssl/opensslv.h>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "relay needs OpenSSL 3.0 or later"
#endif

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

// EVP_PKEY_fromdata's selections, which are made of macros that themselves do not import.
static inline int relay_selection_public_key(void) { return EVP_PKEY_PUBLIC_KEY; }
static inline int relay_selection_key_pair(void) { return EVP_PKEY_KEYPAIR; }

// Starts libcrypto without openssl.cnf: no file is read, no configured engine or provider is loaded.
static inline int relay_start_libcrypto(void) {
  return OPENSSL_init_crypto(
      OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_ATEXIT, NULL);
}

// Answers libcrypto's request for a pass phrase with a failure. Without a callback it would ask the terminal.
static inline int relay_refuse_pass_phrase(char *buffer, int size, int writing, void *context) {
  (void)buffer;
  (void)size;
  (void)writing;
  (void)context;
  return -1;
}

static inline EVP_PKEY *relay_read_private_key(BIO *bio) {
  return PEM_read_bio_PrivateKey(bio, NULL, relay_refuse_pass_phrase, NULL);
}

#endif
