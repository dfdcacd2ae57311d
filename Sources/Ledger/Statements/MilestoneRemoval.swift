internal import SSHSignature

/// `milestone-removal`: takes a milestone out. A proposal until the other party agrees, unless it
/// takes back one's own proposal.
public struct MilestoneRemoval: Statement {
  public static let type = "milestone-removal"

  public let milestone: Int64

  /// The terms that are to go.
  public let terms: RecordID

  /// Takes a milestone out.
  public init(milestone: Int64, terms: RecordID) {
    self.milestone = milestone
    self.terms = terms
  }

  public init(_ fields: Fields) throws(RecordError) {
    milestone = try fields.integer("milestone", in: 1...JSON.largestInteger)
    terms = try fields.id("terms")
  }

  public var members: [JSON.Member] {
    [.init("milestone", .integer(milestone)), .init("terms", .string(terms.hex))]
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    let what = "the removal of a milestone"
    if let refusal = state.refusal(unless: [.client, .builder], sign: what, record) {
      return refusal
    }
    let versions = state.seen(state.milestoneTerms[milestone], in: record.past)
    guard versions.contains(where: { $0.id == terms }) else {
      return .invalid("it removes terms that milestone \(milestone) does not have")
    }
    return state.refusal(ofRemoving: milestone, record)
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.milestoneRemovals[milestone, default: []].append(state.entry(self, record))
  }
}
