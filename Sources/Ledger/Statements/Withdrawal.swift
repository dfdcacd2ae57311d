internal import SSHSignature

/// `withdrawal`: a builder takes a submission back.
public struct Withdrawal: Statement {
  public static let type = "withdrawal"

  public let submission: RecordID

  /// Takes a submission back.
  public init(submission: RecordID) {
    self.submission = submission
  }

  public init(_ fields: Fields) throws(RecordError) {
    submission = try fields.id("submission")
  }

  public var members: [JSON.Member] { [.init("submission", .string(submission.hex))] }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    if let refusal = state.refusal(unless: [.builder], sign: "a withdrawal", record) {
      return refusal
    }
    guard let entry = state.submission(submission, seenBy: record.past) else {
      return .invalid("it takes back \(submission.short), which is no submission it had seen")
    }
    if let refusal = state.refusal(unlessSubmitter: entry, record) { return refusal }
    let review = state.review(of: entry, seenBy: record.past)
    if review.isWithdrawn { return .invalid("the submission is taken back already") }
    return review.verdict == .approved ? .invalid("the submission is approved") : nil
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.withdrawals[submission, default: []].append(state.entry(self, record))
  }
}

extension ProjectState {
  /// Why a record is not for its signer: somebody else has handed the work in, and is still there.
  func refusal(
    unlessSubmitter submission: Entry<Submission>, _ record: RecordContext
  ) -> Refusal? {
    let signer = record.signer.fingerprint
    let submitter = submission.signer.fingerprint
    let holders = parties(seenBy: record.past).members(.builder).map(\.key.fingerprint).filter {
      hasPlace($0, of: submitter, seenBy: record.past)
    }
    // Where the submitter's key has ended for good another builder steps in.
    if holders.isEmpty || holders.contains(signer) { return nil }
    return .invalid("submission \(submission.id.short) is another builder's")
  }
}
