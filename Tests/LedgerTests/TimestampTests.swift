import Ledger
import Testing

/// Moments; the vectors of `date` are in `VectorTests`.
@Suite struct TimestampTests {
  @Test func staysInsideTheYearsThatHaveFourDigits() {
    #expect(Timestamp(seconds: .min).description == "0001-01-01T00:00:00Z")
    #expect(Timestamp(seconds: .max).description == "9999-12-31T23:59:59Z")
    #expect(Timestamp(seconds: -62_135_596_801).description == "0001-01-01T00:00:00Z")
    #expect(Timestamp(seconds: 253_402_300_800).description == "9999-12-31T23:59:59Z")
  }

  /// The first day and the end of February of every year, counted by hand.
  @Test func countsTheDaysOfEveryYear() {
    var days: Int64 = -719_162
    for year in Int64(1)...9_999 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let name = String(repeating: "0", count: 4 - String(year).utf8.count) + String(year)
      let first = Timestamp(seconds: days * 86_400)
      if first.description != "\(name)-01-01T00:00:00Z" { Issue.record("\(first) in \(year)") }
      let leapDay = Timestamp("\(name)-02-29T00:00:00Z")
      let expected = isLeap ? Timestamp(seconds: (days + 59) * 86_400) : nil
      if leapDay != expected { Issue.record("29 February \(year)") }
      days += isLeap ? 366 : 365
    }
    #expect(days == 2_932_897)
  }

  @Test func ordersByTime() throws {
    let early = try #require(Timestamp("1969-12-31T23:59:59Z"))
    let late = try #require(Timestamp("1970-01-01T00:00:00Z"))
    #expect(early < late)
    #expect(early.seconds == -1)
    #expect(late.seconds == 0)
  }
}
