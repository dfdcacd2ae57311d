/// The text that every ledger carries, so that whoever finds one knows what it is.
public enum Readme {
  /// The current text. A change adds the former one to ``known``.
  public static let text = """
    # A ledger of work

    This folder (or branch) is a ledger written by relay: signed statements of a builder and a
    client about work done in a git repository. Nothing here needs relay to be checked.

    - `records/` holds one file for each statement. Line 1 is the statement, as JSON. The rest is
      an SSH signature over line 1. The file's name is the SHA-256 of line 1.
    - `heads/` names the records that no other record follows. It is a cache.
    - `files/` holds attachments, each under the SHA-256 of its content.

    To check a record with stock tools (bash):

        head -n 1 RECORD | sha256sum
        head -n 1 RECORD | ssh-keygen -Y verify -f allowed_signers -I ana@example.com \\
          -n relay-ledger-v1 -s <(tail -n +2 RECORD)

    The first prints the record's name. The second needs a file `allowed_signers` that says whose
    key you trust, one line each, with a key that you know from elsewhere:

        ana@example.com ssh-ed25519 AAAA...

    Each record names the records that its signer had seen (`parents`), so none of those can be
    changed or taken away unnoticed.

    Files are only ever added here. Do not edit them: a changed record is no longer valid.

    """

  /// Every text that some version has written.
  static let known: [[UInt8]] = [Array(text.utf8)]
}
