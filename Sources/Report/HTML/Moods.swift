/// How words are coloured; the words themselves say it too.
enum Mood {
  /// The colour of a proof's status.
  static func proof(_ status: String) -> String {
    switch status {
    case "verified": "good"
    case "pending": "wait"
    case "failed": "bad"
    default: "mute"
    }
  }

  /// The colour of a milestone's status.
  static func milestone(_ status: String) -> String {
    switch status {
    case "approved", "completed": "good"
    case "in_review": "wait"
    case "rejected", "conflict": "bad"
    default: "mute"
    }
  }

  /// The colour of a submission's state or of a decision.
  static func submission(_ state: String) -> String {
    switch state {
    case "approved": "good"
    case "open": "wait"
    case "rejected", "conflict": "bad"
    default: "mute"
    }
  }
}
