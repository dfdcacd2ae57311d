internal import Ledger

/// A chart as an image of vectors; its words stand beside it.
struct Chart {
  let title: String
  let subtitle: String
  let svg: String

  /// What the highest and the lowest place of the chart mean.
  let top: String
  let bottom: String
  let start: Timestamp
  let end: Timestamp
}

/// What was done over time and by whom, of the proofs that count.
struct ChartData {
  /// One author's work.
  struct Author {
    let name: String
    var commits = 0
    var additions: Int64 = 0
    var deletions: Int64 = 0

    var lines: Int64 { additions + deletions }
  }

  private struct Bucket {
    var commits = 0
    var additions: Int64 = 0
    var deletions: Int64 = 0
  }

  /// The most authors that are listed; the rest are one line.
  private static let mostAuthors = 8

  /// The most bars that a chart has.
  private static let mostBars = 60

  private static let day: Int64 = 86_400

  /// Lengths of a bar, in seconds, with their names.
  private static let steps: [(length: Int64, name: String)] = [
    (day, "day"), (7 * day, "week"), (28 * day, "four weeks"), (364 * day, "52 weeks"),
  ]

  let authors: [Author]
  private let buckets: [Bucket]
  private let step: (length: Int64, name: String)
  private let start: Int64

  init(_ proofs: [ProofText]) {
    let standing = proofs.filter(\.isStanding)
    authors = Self.authors(standing)
    let times = standing.map { $0.authored.seconds }
    let first = times.min() ?? 0
    let last = times.max() ?? 0
    let step =
      Self.steps.first { (last - first) / $0.length < Self.mostBars }
      ?? ((last - first) / Int64(Self.mostBars - 1) + 1, "step")
    self.step = step
    // Days begin at midnight, UTC.
    let start = first - (first % Self.day + Self.day) % Self.day
    self.start = start
    var buckets = [Bucket](
      repeating: Bucket(), count: max(7, Int((last - start) / step.length) + 1))
    var seen: Set<String> = []
    for proof in standing.reversed() {
      let index = min(
        max(0, Int((proof.authored.seconds - start) / step.length)), buckets.count - 1)
      buckets[index].commits += 1
      if proof.isVouched { continue }
      if let patchID = proof.patchID, !seen.insert(patchID).inserted { continue }
      buckets[index].additions += proof.counts.additions
      buckets[index].deletions += proof.counts.deletions
    }
    self.buckets = buckets
  }

  private static func authors(_ proofs: [ProofText]) -> [Author] {
    var known: [String: Author] = [:]
    var seen: Set<String> = []
    for proof in proofs.reversed() {
      let name = proof.authorName ?? "author not known here"
      known[name, default: Author(name: name)].commits += 1
      if let patchID = proof.patchID, !seen.insert(patchID).inserted { continue }
      known[name]?.additions += proof.counts.additions
      known[name]?.deletions += proof.counts.deletions
    }
    let sorted = known.values.sorted {
      ($1.lines, $1.commits, $0.name) < ($0.lines, $0.commits, $1.name)
    }
    guard sorted.count > mostAuthors else { return sorted }
    var rest = Author(name: "\(sorted.count - mostAuthors + 1) others")
    for author in sorted.dropFirst(mostAuthors - 1) {
      rest.commits += author.commits
      rest.additions += author.additions
      rest.deletions += author.deletions
    }
    return Array(sorted.prefix(mostAuthors - 1)) + [rest]
  }

  private var end: Int64 { start + Int64(buckets.count) * step.length - 1 }

  /// The charts over time.
  var charts: [Chart] {
    let most = buckets.map(\.commits).max() ?? 0
    let commits = chart(
      "Commits over time", top: DisplayText.count(most, "commit"), bottom: "0"
    ) { bucket, x in
      Self.bar(x, 0, 100, Int64(bucket.commits), of: Int64(most), style: "chart-1")
    } text: {
      DisplayText.count($0.commits, "commit")
    }
    let added = buckets.map(\.additions).max() ?? 0
    let removed = buckets.map(\.deletions).max() ?? 0
    let whole = max(1, added + removed)
    // The line between what was added and what was removed.
    let middle = 100 * Double(added) / Double(whole)
    let lines = chart(
      "Lines over time", top: "+\(DisplayText.grouped(added))",
      bottom: "−\(DisplayText.grouped(removed))"
    ) { bucket, x in
      Self.bar(x, 0, middle, bucket.additions, of: max(1, added), style: "chart-add")
        + Self.bar(
          x, middle, 100 - middle, bucket.deletions, of: max(1, removed), style: "chart-remove",
          isDown: true)
    } text: {
      "+\(DisplayText.grouped($0.additions)) −\(DisplayText.grouped($0.deletions)) lines"
    }
    return [commits, lines]
  }

  private func chart(
    _ title: String, top: String, bottom: String, _ bars: (Bucket, Double) -> String,
    text: (Bucket) -> String
  ) -> Chart {
    let width = 10 * buckets.count
    var shapes = ""
    var summary: [String] = []
    for (index, bucket) in buckets.enumerated() where bucket.commits > 0 {
      let time = Timestamp(seconds: start + Int64(index) * step.length)
      let words = "\(time.description.prefix(10)): \(text(bucket))"
      shapes += "<g><title>\(words)</title>\(bars(bucket, Double(index) * 10))</g>"
      summary.append(words)
    }
    let label = "\(title), each bar a \(step.name). \(summary.joined(separator: "; "))"
    return Chart(
      title: title, subtitle: "Each bar is a \(step.name)",
      svg: "<svg class=\"plot\" viewBox=\"0 0 \(width) 100\" preserveAspectRatio=\"none\" "
        + "role=\"img\" aria-label=\"\(label)\">\(shapes)</svg>",
      top: top, bottom: bottom, start: Timestamp(seconds: start), end: Timestamp(seconds: end))
  }

  private static func bar(
    _ x: Double, _ y: Double, _ height: Double, _ value: Int64, of most: Int64, style: String,
    isDown: Bool = false
  ) -> String {
    guard value > 0, most > 0 else { return "" }
    let size = max(1, height * Double(value) / Double(most))
    let top = isDown ? y : y + height - size
    return "<rect class=\"\(style)\" x=\"\(number(x + 1))\" y=\"\(number(top))\" width=\"8\" "
      + "height=\"\(number(size))\"/>"
  }

  /// The bar beside an author's name.
  func bar(of author: Author) -> String {
    let most = Double(max(1, authors.map(\.lines).max() ?? 1))
    let added = 100 * Double(author.additions) / most
    let removed = 100 * Double(author.deletions) / most
    return "<svg class=\"author-plot\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" "
      + "aria-hidden=\"true\"><rect class=\"chart-add\" width=\"\(Self.number(added))\" "
      + "height=\"10\"/><rect class=\"chart-remove\" x=\"\(Self.number(added))\" "
      + "width=\"\(Self.number(removed))\" height=\"10\"/></svg>"
  }

  /// A number with at most two decimals, the same on every machine.
  private static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return hundredths % 100 == 0
      ? "\(hundredths / 100)"
      : "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
