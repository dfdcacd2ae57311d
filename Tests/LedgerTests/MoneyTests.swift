import Ledger
import TestSupport
import Testing

/// Amounts as people type them and as relay shows them.
@Suite struct MoneyTests {
  /// `currencies.tsv`: code, tab, digits. List one of ISO 4217 of 1 January 2026, as the Python
  /// package iso4217 1.16.20260101 has it, less what is marked a fund (CLF stays) or has no minor
  /// unit.
  private static func official() throws -> [String: Int] {
    let folder = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let bytes = try TemporaryFolder.read("\(folder)/currencies.tsv")
    var digits: [String: Int] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: "\t")
      try #require(fields.count == 2)
      let count = try #require(Int(fields[1]))
      digits[String(fields[0])] = count
    }
    return digits
  }

  private static func money(_ amount: Int64, _ code: String) throws -> Money {
    let currency = try #require(Currency(code))
    return try #require(Money(amount: amount, currency: currency))
  }

  /// All 17,576 codes that three letters make.
  @Test func knowsTheOfficialCurrenciesAndNoOther() throws {
    let official = try Self.official()
    #expect(official.count == 158)
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for code in letters.flatMap({ a in letters.flatMap { b in letters.map { "\(a)\(b)\($0)" } } }) {
      let currency = Currency(code)
      if currency?.digits != official[code] || currency.map({ $0.code != code }) == true {
        Issue.record("\(code): \(String(describing: currency)), not \(official[code] ?? -1)")
      }
    }
  }

  /// Metals, testing, funds, withdrawn ones, and what is no code at all.
  @Test(arguments: [
    "XAU", "XDR", "XXX", "XTS", "CHE", "UYI", "USN", "BGN", "HRK", "DEM", "", "EU", "EURO", "eur",
    "EUR ", "978", "\u{212A}WD", "EUR\0", "E\u{301}UR",
  ]) func knowsNoOtherCode(code: String) { #expect(Currency(code) == nil) }

  @Test func holdsOnlyWhatEveryReaderKeepsExact() throws {
    let euro = try #require(Currency("EUR"))
    #expect(Money.largest == 9_007_199_254_740_991)
    for amount in [0, 1, Money.largest] {
      #expect(Money(amount: amount, currency: euro)?.amount == amount)
    }
    for amount in [-1, Money.largest + 1, .min, .max] {
      #expect(Money(amount: amount, currency: euro) == nil)
    }
  }

  @Test(
    arguments: [
      ("12000 EUR", 1_200_000, "EUR 12,000.00"), ("EUR 12000", 1_200_000, "EUR 12,000.00"),
      ("12,000.50 EUR", 1_200_050, "EUR 12,000.50"), ("12000.5 EUR", 1_200_050, "EUR 12,000.50"),
      ("12 000 EUR", 1_200_000, "EUR 12,000.00"), ("12_000.05 eur", 1_200_005, "EUR 12,000.05"),
      ("eUr 1,234,567.89", 123_456_789, "EUR 1,234,567.89"), ("EUR 1 000", 100_000, "EUR 1,000.00"),
      ("  3000EUR ", 300_000, "EUR 3,000.00"), ("usd999.99", 99_999, "USD 999.99"),
      ("0 EUR", 0, "EUR 0.00"), ("0.05 EUR", 5, "EUR 0.05"), ("0.50 EUR", 50, "EUR 0.50"),
      ("JPY 5000", 5_000, "JPY 5,000"), ("0 JPY", 0, "JPY 0"), ("100 JPY", 100, "JPY 100"),
      ("1.234 KWD", 1_234, "KWD 1.234"), ("1,234 KWD", 1_234_000, "KWD 1,234.000"),
      ("0.0001 CLF", 1, "CLF 0.0001"), ("UYW 100000.5", 1_000_005_000, "UYW 100,000.5000"),
      ("90,071,992,547,409.91 EUR", Money.largest, "EUR 90,071,992,547,409.91"),
      ("9007199254740991 JPY", Money.largest, "JPY 9,007,199,254,740,991"),
    ] as [(String, Int64, String)])
  func readsWhatAPersonTypes(text: String, amount: Int64, shown: String) throws {
    let money = try Money(parsing: text)
    #expect(money.amount == amount)
    #expect(money.description == shown)
    #expect(try Money(parsing: shown) == money)
  }

  @Test(arguments: [
    ("12,5 EUR", "a comma sets off groups of three"), ("1,0000 EUR", "a comma sets off groups"),
    ("1234,567 EUR", "a comma sets off groups"), (",500 EUR", "a comma sets off groups"),
    ("1,,000 EUR", "a comma sets off groups"), ("1,000, EUR", "a comma sets off groups"),
    ("12.000,00 EUR", "after the decimal point, which is"),
    ("1.5 0 EUR", "after the decimal point"),
    ("1.000_5 CLF", "after the decimal point, which is"),
    ("1.000.000 EUR", "more than one decimal"),
    ("1..5 EUR", "more than one decimal point"), ("12 00 EUR", "grouped in threes or not at all"),
    ("1  000 EUR", "grouped in threes"), ("1_00 EUR", "grouped in threes"),
    ("1,000 000 EUR", "more than one way"), ("1, 000 EUR", "more than one way"),
    ("0,500 EUR", "a zero before"), ("007 EUR", "a zero before"), ("00.5 EUR", "a zero before"),
    ("1.5 JPY", "JPY has no digits after"), ("1.0 JPY", "JPY has no digits after"),
    ("1.005 EUR", "EUR has at most 2 digits after"), ("12.000 eur", "EUR has at most 2 digits"),
    ("1.2345 KWD", "KWD has at most 3"), ("1.00000 CLF", "CLF has at most 4"),
    (".5 EUR", "no digit before the decimal point"), ("EUR 5.", "no digit after the decimal point"),
    (". EUR", "no digit before"), ("-5 EUR", "no sign"), ("EUR -5", "no sign"),
    ("+5 EUR", "no sign"), ("5- EUR", "no sign"), ("1e5 EUR", "a letter in the amount"),
    ("0x10 EUR", "a letter in the"),
    ("12k EUR", "a letter in the amount"), ("EUR 12k", "letters on both sides"),
    ("EUR 5 EUR", "letters on both sides"), ("\u{661}\u{662} EUR", "other than the digits 0 to 9"),
    ("1\u{FF12} EUR", "other than the digits"), ("12\u{A0}000 EUR", "other than the digits"),
    ("1\u{301} EUR", "other than the digits"), ("$5 USD", "other than the digits"),
    ("5\n EUR", "other than the digits"), ("\u{1B}[1m5 EUR", "other than the digits"),
    ("5:0 EUR", "other than the digits"), ("5/0 EUR", "other than the digits"),
    ("@5 EUR", "other than the digits"), ("5[ EUR", "other than the digits"),
    ("`5 EUR", "other than the digits"), ("5{ EUR", "other than the digits"),
    ("90071992547409.92 EUR", "beyond 2^53 - 1"), ("9007199254740992 JPY", "beyond 2^53 - 1"),
    ("18446744073709551617 JPY", "beyond 2^53 - 1"), ("922337203685477580700 EUR", "beyond 2^53"),
    ("12000", "no currency code"), ("", "no currency code"), ("5 €", "no currency code"),
    ("EUR", "no amount beside the currency"), ("5 XAU", "XAU is not a current currency"),
    ("xxx 5", "XXX is not a current currency"), ("5 BGN", "BGN is not a current currency"),
    ("5 euros", "three letters"), ("EU 5", "three letters"), ("5 EUR\n", "no currency code"),
  ])
  func refusesForTheRightReason(text: String, words: String) throws {
    let error = try #require(throws: MoneyError.self) { try Money(parsing: text) }
    #expect(error.message.contains(words), "\(error.message)")
    #expect(!error.message.hasSuffix("."))
    #expect(error.message.utf8.count < 80)
    #expect(error.message.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
  }

  /// Texts of random pieces, judged by a regular expression as well; it does not see what is too
  /// large, so none is.
  @Test func readsWhatTheGrammarDescribes() throws {
    let number = "(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:_[0-9]{3})+|(?: [0-9]{3})+))"
    let amount = number + "(?:\\.[0-9]{1,2})?"
    let grammar = try Regex(" *(?:[Ee][Uu][Rr] *\(amount)|\(amount) *[Ee][Uu][Rr]) *")
    let pieces = ["0", "1", "25", "000", "345", "6789", ",", ",", " ", "_", ".", "EUR", "e", "-"]
    var generator = SeededGenerator(seed: 4_217)
    var read = 0
    for round in 0..<40_000 {
      var parts = (0...generator.below(5)).map { _ in pieces[generator.below(pieces.count)] }
      // Most texts get a currency, or hardly any would be read.
      if round % 4 == 0 {
        parts.insert("eur ", at: 0)
      } else if round % 4 < 3 {
        parts.append(" EUR")
      }
      let text = parts.joined()
      guard text.utf8.count(where: { $0 >= 0x30 && $0 <= 0x39 }) < 14 else { continue }
      let money = try? Money(parsing: text)
      let isDescribed = try grammar.wholeMatch(in: text) != nil
      if (money != nil) != isDescribed {
        Issue.record("\(text): \(money?.description ?? "refused")")
      }
      if money != nil { read += 1 }
    }
    #expect(read > 4_000, "\(read) were read")
  }

  @Test func readsBackWhatItShowsInEveryCurrency() throws {
    var generator = SeededGenerator(seed: 53)
    for (code, digits) in try Self.official().sorted(by: { $0.key < $1.key }) {
      let random = (0..<40).map { _ in Int64(generator.next() >> UInt64(11 + generator.below(53))) }
      for amount in [0, 1, 9, 10, 99, 999, 1_000, 99_999, 100_000, Money.largest] + random {
        let money = try Self.money(amount, code)
        let shown = money.description
        let plain = String(shown.filter { $0 != "," })
        let forms = [
          shown, plain, shown.lowercased(), "\(shown.dropFirst(4)) \(code)",
          String(plain.dropFirst(4)) + code, shown.replacing(",", with: "_"),
          shown.replacing(",", with: " "),
        ]
        for form in forms where try Money(parsing: form) != money { Issue.record("\(form)") }
        let point = shown.split(separator: ".").dropFirst().first
        if point?.utf8.count ?? 0 != digits { Issue.record("\(shown) has not \(digits) decimals") }
      }
    }
  }
}

/// Shares of a total.
@Suite struct SharesTests {
  @Test(
    arguments: [
      (100, [1, 1, 1], 3, [34, 33, 33]), (101, [1, 1, 1], 3, [34, 34, 33]),
      (100, [3_333, 3_333, 3_334], 10_000, [33, 33, 34]), (1, [5_000, 5_000], 10_000, [1, 0]),
      (0, [2_500, 7_500], 10_000, [0, 0]), (3, [0, 1, 0, 1], 2, [0, 2, 0, 1]),
      (1_000, [2_500, 2_500], 10_000, [250, 250]), (99, [3_333, 3_333], 10_000, [33, 32]),
      (10, [1, 7, 2], 10, [1, 7, 2]), (5, [], 10, []), (5, [0, 0], 10, [0, 0]),
      (Money.largest, [10_000], 10_000, [Money.largest]),
      (Money.largest, [1, 9_999], 10_000, [900_719_925_474, 9_006_298_534_815_517]),
    ] as [(Int64, [Int64], Int64, [Int64])])
  func areByLargestRemainder(total: Int64, weights: [Int64], whole: Int64, shares: [Int64]) {
    #expect(Money.shares(of: total, weights: weights, whole: whole) == shares)
  }

  /// Of all ways to round the exact shares to the same sum, the one with the smallest squared error;
  /// of several the one that gives to the earlier.
  private static func best(_ total: Int64, _ weights: [Int64], _ whole: Int64) -> [Int64] {
    let exact = weights.map { Int128(total) * Int128($0) }
    let target = exact.reduce(0, +) / Int128(whole)
    var best: (error: Int128, shares: [Int128])?
    for roundedUp in 0..<(1 << weights.count) {
      let shares = exact.enumerated().map { index, product in
        product / Int128(whole) + Int128(roundedUp >> index & 1)
      }
      guard shares.reduce(0, +) == target else { continue }
      let errors = zip(shares, exact).map { $0 * Int128(whole) - $1 }
      let error = errors.map { $0 * $0 }.reduce(0, +)
      guard let found = best else { best = (error, shares); continue }
      let isEarlier = found.shares.lexicographicallyPrecedes(shares)
      if error < found.error || (error == found.error && isEarlier) { best = (error, shares) }
    }
    return best?.shares.map { Int64($0) } ?? []
  }

  @Test(arguments: 1...4) func sumExactlyAndAreTheNearest(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for round in 0..<1_000 {
      let totals = [Int64(generator.below(40)), Int64(generator.next() >> 11), Money.largest]
      let total = totals[round % 3]
      let limit = [3, 100, 10_001][generator.below(3)]
      let weights = (0...generator.below(6)).map { _ in Int64(generator.below(limit)) }
      let sum = weights.reduce(0, +)
      let isWhole = round % 2 == 0 && sum > 0
      let whole = isWhole ? sum : sum + 1 + Int64(generator.below(500))
      let shares = Money.shares(of: total, weights: weights, whole: whole)
      let given = shares.reduce(0, +)
      let parts = Int128(total) * Int128(sum) - Int128(given) * Int128(whole)
      let isNear = zip(shares, weights).allSatisfy { share, weight in
        (Int128(share) * Int128(whole) - Int128(total) * Int128(weight)).magnitude < whole.magnitude
      }
      let isBest = shares == Self.best(total, weights, whole)
      if (isWhole && given != total) || !(0..<Int128(whole)).contains(parts) || !isNear || !isBest {
        Issue.record("\(total) by \(weights) of \(whole): \(shares)")
      }
    }
  }

  @Test(arguments: [
    ("25%", 2_500), ("25", 2_500), ("33.33%", 3_333), ("0.01%", 1), ("0.1", 10), ("100", 10_000),
    ("100.00%", 10_000), ("99.9%", 9_990), ("1.05", 105),
  ]) func percentIsReadInHundredths(text: String, hundredths: Int64) {
    #expect(Money.percent(parsing: text) == hundredths)
  }

  @Test(arguments: [
    "", "%", "0", "0%", "0.00%", "100.01", "101%", "33.333%", "12.500", "-1", "+1", "1e1", ".5",
    "5.", "5.%", "1,5", "1 0", " 25", "25 %", "25%%", "%25", "025", "1.2.3", "\u{662}5", "1\u{301}",
    "18446744073709551617", "99999999999999999999999",
  ]) func anythingElseIsNoPercent(text: String) { #expect(Money.percent(parsing: text) == nil) }
}
