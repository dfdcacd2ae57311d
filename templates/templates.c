// The files of this folder, as bytes of the program. A C file because `#embed` costs nothing, where
// a Swift literal of this length costs the compiler half a minute.

#include "templates.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char base_css[] = {
#embed "base.css"
};
static const unsigned char report_css[] = {
#embed "report.css"
};
static const unsigned char report_html[] = {
#embed "report.html.mustache"
};
static const unsigned char milestone_html[] = {
#embed "milestone.html.mustache"
};
static const unsigned char proof_html[] = {
#embed "proof.html.mustache"
};
static const unsigned char record_html[] = {
#embed "record.html.mustache"
};
static const unsigned char report_md[] = {
#embed "report.md.mustache"
};
static const unsigned char scripts_report_js[] = {
#embed "scripts/report.js"
};

#define TEMPLATE(name, bytes) {name, bytes, sizeof bytes}

static const struct RelayTemplate templates[] = {
    TEMPLATE("base.css", base_css),
    TEMPLATE("report.css", report_css),
    TEMPLATE("report.html.mustache", report_html),
    TEMPLATE("milestone.html.mustache", milestone_html),
    TEMPLATE("proof.html.mustache", proof_html),
    TEMPLATE("record.html.mustache", record_html),
    TEMPLATE("report.md.mustache", report_md),
    TEMPLATE("scripts/report.js", scripts_report_js),
};

const struct RelayTemplate *relay_template(size_t index) {
  return index < sizeof templates / sizeof *templates ? &templates[index] : NULL;
}
