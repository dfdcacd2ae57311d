/// Why an agent has not done what it was asked.
public enum AgentError: Error, Equatable {
  /// There is no agent there, or it went away; why.
  case unreachable(String)
  /// It did not answer in time: it may be waiting for a touch or a click.
  case timedOut
  /// It said no: locked, the key is not there, or its owner declined.
  case refused
  /// It answered something else, or can't be asked for this; what was wrong.
  case malformed(String)

  /// What happened, for a person: lower case, no full stop.
  public var message: String {
    switch self {
    case .unreachable(let reason): "the agent can't be reached: \(reason)"
    case .timedOut: "the agent did not answer in time"
    case .refused: "the agent refused: it is locked, lacks the key, or its owner said no"
    case .malformed(let reason): "the agent is no help: \(reason)"
    }
  }
}
