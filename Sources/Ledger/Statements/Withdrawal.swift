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
    let review = state.review(of: entry, seenBy: record.past)
    if review.isWithdrawn { return .invalid("the submission is taken back already") }
    return review.verdict == .approved ? .invalid("the submission is approved") : nil
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.withdrawals[submission, default: []].append(state.entry(self, record))
  }
}
