// The files of this folder, as bytes of the program. A C file because `#embed` costs nothing, where
// a Swift literal of this length costs the compiler half a minute.

#include "templates.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char report_html[] = {
#embed "report.html.mustache"
};

static const unsigned char report_md[] = {
#embed "report.md.mustache"
};

static const unsigned char base_css[] = {
#embed "base.css"
};

#define FILE_NAMED(path, symbol) {path, symbol, sizeof symbol}

static const struct RelayTemplate templates[] = {
    FILE_NAMED("report.html.mustache", report_html),
    FILE_NAMED("report.md.mustache", report_md),
    FILE_NAMED("base.css", base_css),
};

const struct RelayTemplate *relay_template(size_t index) {
  return index < sizeof templates / sizeof *templates ? &templates[index] : NULL;
}
