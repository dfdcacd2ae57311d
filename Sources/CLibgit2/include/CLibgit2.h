#ifndef RELAY_CLIBGIT2_H
#define RELAY_CLIBGIT2_H

#include <git2.h>
#include <git2/sys/commit.h>
#include <git2/sys/odb_backend.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// Variadic functions do not import into Swift.

static inline int relay_set_strict_hash_verification(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, enabled);
}

static inline int relay_set_owner_validation(int enabled) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

static inline int relay_set_window_size(size_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, bytes);
}

static inline int relay_set_window_limit(size_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, bytes);
}

static inline int relay_set_cache_object_limit(git_object_t kind, size_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, kind, bytes);
}

static inline int relay_set_cache_limit(ssize_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, bytes);
}

// Extensions that change nothing about how objects and branches are read. Without these libgit2
// refuses repositories that `git sparse-checkout` or `git clone --filter` has touched.
static inline int relay_allow_harmless_extensions(void) {
  const char *names[] = {"worktreeconfig", "partialclone", "preciousobjects"};
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, sizeof names / sizeof *names);
}

static inline void relay_keep_memory(void) {
#ifdef __GLIBC__
  mallopt(M_TOP_PAD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

// Stores an object without reading the folder of packs anew: libgit2 does so before each object that
// it does not know, in case another process has stored it just now. Twice there does no harm.
static inline int relay_odb_write(
    git_oid *id, git_odb *odb, const void *data, size_t size, git_object_t kind) {
  enum { most = 4 };
  int (*refresh[most])(git_odb_backend *) = {0};
  git_odb_backend *backends[most] = {0};
  size_t count = git_odb_num_backends(odb);
  if (count > most) count = most;
  for (size_t i = 0; i < count; i++) {
    if (git_odb_get_backend(&backends[i], odb, i) < 0) {
      backends[i] = NULL;
      continue;
    }
    refresh[i] = backends[i]->refresh;
    backends[i]->refresh = NULL;
  }
  int status = git_odb_write(id, odb, data, size, kind);
  for (size_t i = 0; i < count; i++)
    if (backends[i]) backends[i]->refresh = refresh[i];
  return status;
}

#endif
