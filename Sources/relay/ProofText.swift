import Git
import Ledger
import Proof

/// One proof in lists and in JSON.
struct ProofText {
  let row: Assessment.Row

  private var proof: CommitProof { row.entry.proof }

  /// The commit's subject, made inert.
  func subject(limit: Int) -> String {
    guard let commit = row.commit else { return "(commit not here)" }
    return Inert.text(commit.subject, limit: limit)
  }

  /// One line for Latin text.
  func line(limit: Int = 80) -> String {
    let counts = "+\(proof.counts.additions) -\(proof.counts.deletions)"
    let padded = counts + String(repeating: " ", count: max(0, 11 - counts.count))
    let word = row.status.word + String(repeating: " ", count: max(0, 10 - row.status.word.count))
    let date = Timestamp(seconds: proof.authorTime).description.prefix(10)
    let style: Terminal.Style =
      switch row.status {
      case .verified: .green
      case .pending: .yellow
      case .failed: .red
      case .superseded, .duplicate, .retracted: .dim
      }
    // Ids, date, status and spaces take 42 columns.
    let left = max(8, limit - 42 - padded.count - 1)
    return "\(row.entry.id.short) \(proof.commit.prefix(8)) \(date) "
      + "\(Terminal.styled(word, style)) \(padded) \(subject(limit: left))"
  }

  /// The proof for programs.
  var json: JSON {
    var members: [JSON.Member] = proof.members
    members += [
      .init("id", .string(row.entry.id.hex)),
      .init("by", .string(row.entry.signer)),
      .init("at", .string(row.entry.time.description)),
      .init("status", .string(row.status.word)),
      .init("reason", .string(row.status.reason)),
    ]
    if let commit = row.commit {
      members += [
        .init("subject", .string(String(decoding: commit.subject.prefix(4_096), as: UTF8.self))),
        .init("author_name", .string(String(decoding: commit.author.name, as: UTF8.self))),
        .init("author_email", .string(String(decoding: commit.author.email, as: UTF8.self))),
      ]
    }
    return .object(members)
  }
}
