internal import SSHSignature

/// What a report carries, found in its file by exact bytes: nothing else of a page is believed.
public struct ReportFile: Sendable {
  /// The longest report that is worth reading, in bytes.
  public static let longest = 512 << 20

  /// The whole file.
  public let bytes: [UInt8]

  /// Records and commits.
  public let files: [CarriedFile]

  /// What it was made from beside that.
  public let data: Source

  /// What a page says that it was made from.
  public enum Source: Sendable {
    case known(ReportData)
    /// The page cannot be written again from it, and why; perhaps what it says all the same.
    case unknown(String, ReportData?)
    /// It is said in another form than this program writes, and how.
    case malformed(String)
  }

  /// Something that a page carries.
  enum Part: String {
    case bundle
    case data

    /// What stands before it. Exactly these bytes, exactly once.
    var opening: [UInt8] {
      Array("<script type=\"application/x-relay-\(rawValue)\" id=\"relay-\(rawValue)\">".utf8)
    }

    static let closing = Array("</script>".utf8)

    /// Finds it; `nil` where it is not there.
    func find(in page: [UInt8]) throws(ReportError) -> ArraySlice<UInt8>? {
      let places = page.places(of: opening, most: 2)
      guard let start = places.first else { return nil }
      guard places.count == 1 else { throw ReportError("it carries more than one \(rawValue)") }
      let content = page[(start + opening.count)...]
      guard let end = content.firstIndex(of: UInt8(ascii: "<")),
        page[end...].starts(with: Self.closing)
      else { throw ReportError("its \(rawValue) is cut short") }
      return content[..<end]
    }
  }

  /// What every page begins with: neither a record nor an archive does. A user's template may go on
  /// as it likes.
  public static let start = Array("<".utf8)

  /// Whether a file is to be read as a page.
  public static func isPage(_ bytes: [UInt8]) -> Bool { bytes.starts(with: start) }

  /// Finds what a page carries.
  ///
  /// - Throws: ``ReportError`` where it carries no bundle, or two.
  public init(_ bytes: [UInt8]) throws(ReportError) {
    guard let bundle = try Part.bundle.find(in: bytes) else {
      throw ReportError("it carries no records; it was not written by `relay report`")
    }
    self.bytes = bytes
    files = try CarriedFile.read(bundle)
    data = Self.source(try Part.data.find(in: bytes))
  }

  private static func source(_ text: ArraySlice<UInt8>?) -> Source {
    guard let text else { return .unknown("it does not say what it was made from", nil) }
    guard let data = Base64.decode(Array(text)) else {
      return .malformed("its data is not base64")
    }
    if let obstacle = ReportData.obstacle(in: data) {
      return .unknown(obstacle, try? ReportData(data, ofAnyForm: true))
    }
    do { return .known(try ReportData(data)) } catch { return .malformed(error.message) }
  }
}

extension [UInt8] {
  /// Where some bytes begin, the first few places.
  fileprivate func places(of pattern: [UInt8], most: Int) -> [Int] {
    guard let first = pattern.first, count >= pattern.count else { return [] }
    var places: [Int] = []
    withUnsafeBufferPointer { bytes in
      var position = 0
      while position <= bytes.count - pattern.count {
        guard let next = bytes[position...].firstIndex(of: first) else { return }
        if next <= bytes.count - pattern.count,
          bytes[next..<(next + pattern.count)].elementsEqual(pattern)
        {
          places.append(next)
          if places.count == most { return }
        }
        position = next + 1
      }
    }
    return places
  }
}
