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
static const unsigned char client_css[] = {
#embed "client.css"
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
static const unsigned char client_html[] = {
#embed "client.html.mustache"
};
static const unsigned char scripts_order_txt[] = {
#embed "scripts/order.txt"
};
static const unsigned char scripts_client_order_txt[] = {
#embed "scripts/client-order.txt"
};
static const unsigned char scripts_bytes_js[] = {
#embed "scripts/bytes.js"
};
static const unsigned char scripts_sha256_js[] = {
#embed "scripts/sha256.js"
};
static const unsigned char scripts_text_js[] = {
#embed "scripts/text.js"
};
static const unsigned char scripts_canonical_json_js[] = {
#embed "scripts/canonical-json.js"
};
static const unsigned char scripts_ssh_wire_js[] = {
#embed "scripts/ssh-wire.js"
};
static const unsigned char scripts_ssh_key_js[] = {
#embed "scripts/ssh-key.js"
};
static const unsigned char scripts_ssh_js[] = {
#embed "scripts/ssh.js"
};
static const unsigned char scripts_time_js[] = {
#embed "scripts/time.js"
};
static const unsigned char scripts_money_js[] = {
#embed "scripts/money.js"
};
static const unsigned char scripts_fields_js[] = {
#embed "scripts/fields.js"
};
static const unsigned char scripts_record_js[] = {
#embed "scripts/record.js"
};
static const unsigned char scripts_past_js[] = {
#embed "scripts/past.js"
};
static const unsigned char scripts_state_js[] = {
#embed "scripts/state.js"
};
static const unsigned char scripts_roles_js[] = {
#embed "scripts/roles.js"
};
static const unsigned char scripts_keys_js[] = {
#embed "scripts/keys.js"
};
static const unsigned char scripts_terms_js[] = {
#embed "scripts/terms.js"
};
static const unsigned char scripts_admission_js[] = {
#embed "scripts/admission.js"
};
static const unsigned char scripts_milestones_js[] = {
#embed "scripts/milestones.js"
};
static const unsigned char scripts_reviews_js[] = {
#embed "scripts/reviews.js"
};
static const unsigned char scripts_work_js[] = {
#embed "scripts/work.js"
};
static const unsigned char scripts_decisions_js[] = {
#embed "scripts/decisions.js"
};
static const unsigned char scripts_ledger_js[] = {
#embed "scripts/ledger.js"
};
static const unsigned char scripts_judgement_js[] = {
#embed "scripts/judgement.js"
};
static const unsigned char scripts_tar_js[] = {
#embed "scripts/tar.js"
};
static const unsigned char scripts_carried_js[] = {
#embed "scripts/carried.js"
};
static const unsigned char scripts_bundle_js[] = {
#embed "scripts/bundle.js"
};
static const unsigned char scripts_commit_js[] = {
#embed "scripts/commit.js"
};
static const unsigned char scripts_proofs_js[] = {
#embed "scripts/proofs.js"
};
static const unsigned char scripts_verify_js[] = {
#embed "scripts/verify.js"
};
static const unsigned char scripts_draft_js[] = {
#embed "scripts/draft.js"
};
static const unsigned char scripts_report_lists_js[] = {
#embed "scripts/report-lists.js"
};
static const unsigned char scripts_headline_js[] = {
#embed "scripts/headline.js"
};
static const unsigned char scripts_report_js[] = {
#embed "scripts/report.js"
};
static const unsigned char scripts_key_js[] = {
#embed "scripts/key.js"
};
static const unsigned char scripts_key_file_js[] = {
#embed "scripts/key-file.js"
};
static const unsigned char scripts_openssh_key_js[] = {
#embed "scripts/openssh-key.js"
};
static const unsigned char scripts_sign_js[] = {
#embed "scripts/sign.js"
};
static const unsigned char scripts_client_dom_js[] = {
#embed "scripts/client-dom.js"
};
static const unsigned char scripts_client_rules_js[] = {
#embed "scripts/client-rules.js"
};
static const unsigned char scripts_template_js[] = {
#embed "scripts/template.js"
};
static const unsigned char scripts_view_js[] = {
#embed "scripts/view.js"
};
static const unsigned char scripts_view_milestones_js[] = {
#embed "scripts/view-milestones.js"
};
static const unsigned char scripts_view_rows_js[] = {
#embed "scripts/view-rows.js"
};
static const unsigned char scripts_view_charts_js[] = {
#embed "scripts/view-charts.js"
};
static const unsigned char scripts_view_tasks_js[] = {
#embed "scripts/view-tasks.js"
};
static const unsigned char scripts_view_page_js[] = {
#embed "scripts/view-page.js"
};
static const unsigned char scripts_view_compare_js[] = {
#embed "scripts/view-compare.js"
};
static const unsigned char scripts_client_form_js[] = {
#embed "scripts/client-form.js"
};
static const unsigned char scripts_client_report_js[] = {
#embed "scripts/client-report.js"
};
static const unsigned char scripts_client_files_js[] = {
#embed "scripts/client-files.js"
};
static const unsigned char scripts_client_situation_js[] = {
#embed "scripts/client-situation.js"
};
static const unsigned char scripts_client_pins_js[] = {
#embed "scripts/client-pins.js"
};
static const unsigned char scripts_client_check_js[] = {
#embed "scripts/client-check.js"
};
static const unsigned char scripts_client_proofs_js[] = {
#embed "scripts/client-proofs.js"
};
static const unsigned char scripts_client_changes_js[] = {
#embed "scripts/client-changes.js"
};
static const unsigned char scripts_client_decide_js[] = {
#embed "scripts/client-decide.js"
};
static const unsigned char scripts_client_confirm_js[] = {
#embed "scripts/client-confirm.js"
};
static const unsigned char scripts_client_keys_js[] = {
#embed "scripts/client-keys.js"
};
static const unsigned char scripts_client_send_js[] = {
#embed "scripts/client-send.js"
};
static const unsigned char scripts_client_js[] = {
#embed "scripts/client.js"
};

#define TEMPLATE(name, bytes) {name, bytes, sizeof bytes}

static const struct RelayTemplate templates[] = {
    TEMPLATE("base.css", base_css),
    TEMPLATE("report.css", report_css),
    TEMPLATE("client.css", client_css),
    TEMPLATE("report.html.mustache", report_html),
    TEMPLATE("milestone.html.mustache", milestone_html),
    TEMPLATE("proof.html.mustache", proof_html),
    TEMPLATE("record.html.mustache", record_html),
    TEMPLATE("report.md.mustache", report_md),
    TEMPLATE("client.html.mustache", client_html),
    TEMPLATE("scripts/order.txt", scripts_order_txt),
    TEMPLATE("scripts/client-order.txt", scripts_client_order_txt),
    TEMPLATE("scripts/bytes.js", scripts_bytes_js),
    TEMPLATE("scripts/sha256.js", scripts_sha256_js),
    TEMPLATE("scripts/text.js", scripts_text_js),
    TEMPLATE("scripts/canonical-json.js", scripts_canonical_json_js),
    TEMPLATE("scripts/ssh-wire.js", scripts_ssh_wire_js),
    TEMPLATE("scripts/ssh-key.js", scripts_ssh_key_js),
    TEMPLATE("scripts/ssh.js", scripts_ssh_js),
    TEMPLATE("scripts/time.js", scripts_time_js),
    TEMPLATE("scripts/money.js", scripts_money_js),
    TEMPLATE("scripts/fields.js", scripts_fields_js),
    TEMPLATE("scripts/record.js", scripts_record_js),
    TEMPLATE("scripts/past.js", scripts_past_js),
    TEMPLATE("scripts/state.js", scripts_state_js),
    TEMPLATE("scripts/roles.js", scripts_roles_js),
    TEMPLATE("scripts/keys.js", scripts_keys_js),
    TEMPLATE("scripts/terms.js", scripts_terms_js),
    TEMPLATE("scripts/admission.js", scripts_admission_js),
    TEMPLATE("scripts/milestones.js", scripts_milestones_js),
    TEMPLATE("scripts/reviews.js", scripts_reviews_js),
    TEMPLATE("scripts/work.js", scripts_work_js),
    TEMPLATE("scripts/decisions.js", scripts_decisions_js),
    TEMPLATE("scripts/ledger.js", scripts_ledger_js),
    TEMPLATE("scripts/judgement.js", scripts_judgement_js),
    TEMPLATE("scripts/tar.js", scripts_tar_js),
    TEMPLATE("scripts/carried.js", scripts_carried_js),
    TEMPLATE("scripts/bundle.js", scripts_bundle_js),
    TEMPLATE("scripts/commit.js", scripts_commit_js),
    TEMPLATE("scripts/proofs.js", scripts_proofs_js),
    TEMPLATE("scripts/verify.js", scripts_verify_js),
    TEMPLATE("scripts/draft.js", scripts_draft_js),
    TEMPLATE("scripts/report-lists.js", scripts_report_lists_js),
    TEMPLATE("scripts/headline.js", scripts_headline_js),
    TEMPLATE("scripts/report.js", scripts_report_js),
    TEMPLATE("scripts/key.js", scripts_key_js),
    TEMPLATE("scripts/key-file.js", scripts_key_file_js),
    TEMPLATE("scripts/openssh-key.js", scripts_openssh_key_js),
    TEMPLATE("scripts/sign.js", scripts_sign_js),
    TEMPLATE("scripts/client-dom.js", scripts_client_dom_js),
    TEMPLATE("scripts/client-rules.js", scripts_client_rules_js),
    TEMPLATE("scripts/template.js", scripts_template_js),
    TEMPLATE("scripts/view.js", scripts_view_js),
    TEMPLATE("scripts/view-milestones.js", scripts_view_milestones_js),
    TEMPLATE("scripts/view-rows.js", scripts_view_rows_js),
    TEMPLATE("scripts/view-charts.js", scripts_view_charts_js),
    TEMPLATE("scripts/view-tasks.js", scripts_view_tasks_js),
    TEMPLATE("scripts/view-page.js", scripts_view_page_js),
    TEMPLATE("scripts/view-compare.js", scripts_view_compare_js),
    TEMPLATE("scripts/client-form.js", scripts_client_form_js),
    TEMPLATE("scripts/client-report.js", scripts_client_report_js),
    TEMPLATE("scripts/client-files.js", scripts_client_files_js),
    TEMPLATE("scripts/client-situation.js", scripts_client_situation_js),
    TEMPLATE("scripts/client-pins.js", scripts_client_pins_js),
    TEMPLATE("scripts/client-check.js", scripts_client_check_js),
    TEMPLATE("scripts/client-proofs.js", scripts_client_proofs_js),
    TEMPLATE("scripts/client-changes.js", scripts_client_changes_js),
    TEMPLATE("scripts/client-decide.js", scripts_client_decide_js),
    TEMPLATE("scripts/client-confirm.js", scripts_client_confirm_js),
    TEMPLATE("scripts/client-keys.js", scripts_client_keys_js),
    TEMPLATE("scripts/client-send.js", scripts_client_send_js),
    TEMPLATE("scripts/client.js", scripts_client_js),
};

const struct RelayTemplate *relay_template(size_t index) {
  return index < sizeof templates / sizeof *templates ? &templates[index] : NULL;
}
