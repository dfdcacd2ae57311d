#ifndef RELAY_TEMPLATES_H
#define RELAY_TEMPLATES_H

#include <stddef.h>

/// A text file that the program carries.
struct RelayTemplate {
  /// The path below `templates/`.
  const char *_Nonnull name;
  const unsigned char *_Nonnull bytes;
  size_t size;
};

/// The files one after the other; `NULL` behind the last.
const struct RelayTemplate *_Nullable relay_template(size_t index);

#endif
