/// A moment in UTC, to the second, written as RFC 3339: `2026-11-23T22:27:09Z`.
public struct Timestamp: Hashable, Sendable, Comparable {
  /// Seconds since 1970, between the years 1 and 9999.
  public let seconds: Int64

  private static let earliest: Int64 = -62_135_596_800
  private static let latest: Int64 = 253_402_300_799

  /// Makes a moment; times outside the years 1 to 9999 become the nearest inside.
  public init(seconds: Int64) {
    self.seconds = min(max(seconds, Self.earliest), Self.latest)
  }

  /// Parses exactly `YYYY-MM-DDTHH:MM:SSZ` for a date that exists; `nil` for anything else.
  public init?(_ text: String) {
    let pattern = Array("0000-00-00T00:00:00Z".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count == pattern.count else { return nil }
    var numbers: [Int64] = [0]
    for (byte, expected) in zip(bytes, pattern) {
      if expected == UInt8(ascii: "0") {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int64(byte - 48)
      } else {
        guard byte == expected else { return nil }
        numbers.append(0)
      }
    }
    let days = Self.days(year: numbers[0], month: numbers[1], day: numbers[2])
    seconds = days * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]
    // Writing it again catches every number out of range, 30 February too.
    guard description == text, seconds >= Self.earliest else { return nil }
  }

  /// Days since 1970 of a date in the Gregorian calendar, counted in years from March.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private var date: (year: Int64, month: Int64, day: Int64) {
    let shifted = (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400 + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// Orders moments in time.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.seconds < right.seconds
  }
}

extension Timestamp: CustomStringConvertible {
  /// `YYYY-MM-DDTHH:MM:SSZ`.
  public var description: String {
    let (year, month, day) = date
    let second = (seconds % 86_400 + 86_400) % 86_400
    var text: [UInt8] = []
    text.reserveCapacity(20)
    func add(_ number: Int64, after mark: Unicode.Scalar) {
      text.append(UInt8(ascii: mark))
      text.append(UInt8(ascii: "0") + UInt8(number / 10))
      text.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
    text.append(UInt8(ascii: "0") + UInt8(year / 1_000))
    text.append(UInt8(ascii: "0") + UInt8(year / 100 % 10))
    text.append(UInt8(ascii: "0") + UInt8(year / 10 % 10))
    text.append(UInt8(ascii: "0") + UInt8(year % 10))
    add(month, after: "-")
    add(day, after: "-")
    add(second / 3_600, after: "T")
    add(second / 60 % 60, after: ":")
    add(second % 60, after: ":")
    text.append(UInt8(ascii: "Z"))
    return String(decoding: text, as: UTF8.self)
  }
}
