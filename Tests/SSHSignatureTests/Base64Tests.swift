import Testing

@testable import SSHSignature

@Suite struct Base64Tests {
  @Test func agreesWithItself() {
    var generator = SeededGenerator(seed: 1)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
  }

  /// RFC 4648, section 10.
  @Test func agreesWithPublishedVectors() {
    for (text, base64) in [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ] {
      #expect(Base64.encode(Array(text.utf8)) == Array(base64.utf8))
      #expect(Base64.decode(Array(base64.utf8)) == Array(text.utf8))
    }
    #expect(Base64.encodeForURL([0xfb, 0xff]) == Array("-_8".utf8))
    #expect(Base64.encode([0xfb, 0xff]) == Array("+/8=".utf8))
  }

  /// All texts of four characters out of those that matter: what is read is written the same.
  @Test func hasOneSpelling() {
    let characters = Array("AQgwZ/=- \n".utf8)
    for a in characters {
      for b in characters {
        for c in characters {
          for d in characters {
            let text = [a, b, c, d]
            if let bytes = Base64.decode(text) { #expect(Base64.encode(bytes) == text) }
          }
        }
      }
    }
    for text in [
      "=", "Zg=", "Zg", "Zm9vZg", "Zg==Zg==", "Zg==\n", "Zh==", "Zm9=", "====", "A===", "-_8=",
    ] {
      #expect(Base64.decode(Array(text.utf8)) == nil, "\(text)")
    }
  }
}
