/// A currency that people pay in, by ISO 4217.
public struct Currency: Hashable, Sendable {
  /// Three capital letters.
  public let code: String

  /// How many decimals its minor unit has: 2 for EUR, 0 for JPY.
  public let digits: Int

  /// Looks up a code in capital letters; `nil` unless it is current money: no metals, no testing
  /// codes, and no funds but CLF, which Chilean contracts are priced in.
  public init?(_ code: String) {
    // Unicode takes the Kelvin sign for a K; it is longer.
    guard code.utf8.count == 3, let digits = Self.digitsByCode[code] else { return nil }
    self.code = code
    self.digits = digits
  }

  /// The list of 1 January 2026, by the digits of the minor unit.
  private static let codes: [(digits: Int, codes: String)] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
    (
      2,
      """
      AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
      CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD \
      HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA \
      MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN \
      QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP \
      TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
      """
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
  ]

  private static let digitsByCode: [String: Int] = {
    var result: [String: Int] = [:]
    for (digits, codes) in codes {
      for code in codes.split(separator: " ") { result[String(code)] = digits }
    }
    return result
  }()
}

/// Why a text is not an amount of money.
public struct MoneyError: Error, Equatable, Sendable {
  /// The cause, for people; of the text it repeats at most a code of three letters.
  public let message: String
}

/// An amount of money, never negative.
public struct Money: Hashable, Sendable {
  /// In the currency's minor unit, from 0 to ``largest``.
  public let amount: Int64
  public let currency: Currency

  /// The largest integer that every reader of JSON keeps exact.
  public static let largest: Int64 = 1 << 53 - 1

  /// Makes an amount from minor units; `nil` if it is negative or above ``largest``.
  public init?(amount: Int64, currency: Currency) {
    guard (0...Self.largest).contains(amount) else { return nil }
    self.amount = amount
    self.currency = currency
  }

  /// Reads what a person types: `12000 EUR`, `eur 12,000.50`, `12 000 EUR`.
  ///
  /// What other countries read otherwise, such as `12,5` and `12.000,00`, is refused, not guessed.
  public init(parsing text: String) throws(MoneyError) {
    let (code, number) = try Self.codeAndNumber(of: Array(text.utf8)[...])
    guard let currency = Currency(code) else {
      throw MoneyError(message: "\(code) is not a current currency of ISO 4217")
    }
    let numeral = try Numeral(grouped: number)
    guard numeral.fraction.count <= currency.digits else {
      throw MoneyError(
        message: currency.digits == 0
          ? "\(code) has no digits after the decimal point"
          : "\(code) has at most \(currency.digits) digits after the decimal point")
    }
    guard let amount = numeral.scaled(by: currency.digits),
      let money = Money(amount: amount, currency: currency)
    else { throw MoneyError(message: "the amount is beyond 2^53 - 1 of its smallest unit") }
    self = money
  }

  /// Tells the currency's code, in capitals, from the amount after or before it.
  private static func codeAndNumber(
    of text: ArraySlice<UInt8>
  ) throws(MoneyError) -> (code: String, number: ArraySlice<UInt8>) {
    let text = trimmed(text)
    let before = text.prefix(while: isLetter)
    let rest = text[before.endIndex...]
    let end = rest.lastIndex { !isLetter($0) }.map { $0 + 1 } ?? rest.startIndex
    let after = rest[end...]
    guard before.isEmpty || after.isEmpty else {
      throw MoneyError(message: "letters on both sides of the amount")
    }
    let letters = before + after
    guard !letters.isEmpty else {
      throw MoneyError(message: "no currency code, such as EUR, before or after the amount")
    }
    guard letters.count == 3 else {
      throw MoneyError(message: "a currency is written as its code of three letters, such as EUR")
    }
    let capitals = letters.map { $0 & ~0x20 }
    return (String(decoding: capitals, as: UTF8.self), trimmed(rest[..<end]))
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let space = UInt8(ascii: " ")
    let start = text.drop { $0 == space }
    return start[..<(start.lastIndex { $0 != space }.map { $0 + 1 } ?? start.startIndex)]
  }

  /// Reads a share such as `25`, `25%` or `33.33%` in hundredths of a percent: more than nothing,
  /// and at most the whole, 10000. `nil` for anything else.
  public static func percent(parsing text: String) -> Int64? {
    var number = Array(text.utf8)[...]
    if number.last == UInt8(ascii: "%") { number.removeLast() }
    guard let hundredths = try? Numeral(plain: number).scaled(by: 2),
      (1...10_000).contains(hundredths)
    else { return nil }
    return hundredths
  }

  /// Splits a total by weights, of which `whole` make up all of it, by largest remainders.
  ///
  /// Each part is less than 1 off its exact share, and of equal remainders the earlier one is
  /// rounded up. The parts sum to the total if the weights sum to `whole`, and else to what the
  /// weights' sum has of it, rounded down. Nothing here may be negative, `whole` is positive, and
  /// the weights sum to no more than `whole`.
  public static func shares(of total: Int64, weights: [Int64], whole: Int64) -> [Int64] {
    let sum = weights.reduce(0, +)
    precondition(total >= 0 && whole > 0 && sum <= whole && weights.allSatisfy { $0 >= 0 })
    let exact = weights.map { whole.dividingFullWidth(total.multipliedFullWidth(by: $0)) }
    var shares = exact.map(\.quotient)
    let target = whole.dividingFullWidth(total.multipliedFullWidth(by: sum)).quotient
    // Sorting promises no order of equals, so the index decides.
    let order = exact.indices.sorted {
      (exact[$1].remainder, $0) < (exact[$0].remainder, $1)
    }
    for index in order.prefix(Int(target - shares.reduce(0, +))) { shares[index] += 1 }
    return shares
  }
}

extension Money: CustomStringConvertible {
  /// `EUR 3,000.00`: the code, groups of three digits, and every decimal of the minor unit.
  public var description: String {
    let digits = String(amount)
    let zeros = String(repeating: "0", count: max(0, currency.digits + 1 - digits.utf8.count))
    let padded = zeros + digits
    var text = currency.code + " "
    for (index, digit) in padded.enumerated() {
      let left = padded.utf8.count - currency.digits - index
      if left == 0 { text += "." } else if left > 0, left % 3 == 0, index > 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}

/// The digits of a number before and after its decimal point; a leading zero stands alone.
private struct Numeral {
  let whole: [UInt8]
  let fraction: [UInt8]

  /// Reads digits, with at most one point between them.
  init(plain text: ArraySlice<UInt8>) throws(MoneyError) {
    let parts = text.split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let whole = parts[0]
    let fraction = parts.dropFirst().first
    guard fraction?.contains(UInt8(ascii: ".")) != true else {
      throw MoneyError(message: "more than one decimal point")
    }
    guard !whole.isEmpty else { throw MoneyError(message: "no digit before the decimal point") }
    guard fraction?.isEmpty != true else {
      throw MoneyError(message: "no digit after the decimal point")
    }
    guard whole.allSatisfy(isDigit), fraction?.allSatisfy(isDigit) != false else {
      throw MoneyError(message: "a \",\", \"_\" or space after the decimal point, which is \".\"")
    }
    // `0,500` is not five hundred to whoever writes a decimal comma.
    guard whole.count == 1 || whole.first != UInt8(ascii: "0") else {
      throw MoneyError(message: "a zero before the other digits")
    }
    self.whole = Array(whole)
    self.fraction = Array(fraction ?? [])
  }

  /// Reads what ``init(plain:)`` does, where `,`, `_` or a space may set off groups of three
  /// before the point.
  init(grouped text: ArraySlice<UInt8>) throws(MoneyError) {
    guard !text.isEmpty else { throw MoneyError(message: "no amount beside the currency") }
    for byte in text where !isDigit(byte) {
      switch byte {
      case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "_"), UInt8(ascii: " "): continue
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        throw MoneyError(message: "an amount has no sign")
      case _ where isLetter(byte):
        throw MoneyError(message: "a letter in the amount; write out all its digits")
      default:
        throw MoneyError(message: "something other than the digits 0 to 9 in the amount")
      }
    }
    let whole = text.prefix { $0 != UInt8(ascii: ".") }
    let groups = whole.split(omittingEmptySubsequences: false) { !isDigit($0) }
    if groups.count > 1 {
      let marks = Set(whole.filter { !isDigit($0) })
      guard marks.count == 1 else {
        throw MoneyError(message: "groups of digits are set off in more than one way")
      }
      guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 })
      else {
        throw MoneyError(
          message: marks.contains(UInt8(ascii: ","))
            ? "a comma sets off groups of three digits; the decimal point is \".\""
            : "digits are grouped in threes or not at all")
      }
    }
    try self.init(plain: groups.joined() + text[whole.endIndex...])
  }

  /// The number times a power of ten; `nil` if a fraction is left, or beyond `Int64`.
  func scaled(by digits: Int) -> Int64? {
    guard fraction.count <= digits else { return nil }
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: digits - fraction.count)
    return Int64(String(decoding: whole + fraction + zeros, as: UTF8.self))
  }
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

private func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
