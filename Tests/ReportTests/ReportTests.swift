import Report
import Testing

/// What becomes a link, of what a setting says.
struct WebsiteTests {
  @Test(arguments: [
    ("https://forge.example/ana/shop.git", "https://forge.example/ana/shop"),
    ("https://forge.example/ana/shop/", "https://forge.example/ana/shop"),
    ("http://forge.example:8080/shop", "http://forge.example:8080/shop"),
    ("https://ana:secret@forge.example/ana/shop", "https://forge.example/ana/shop"),
    ("git@forge.example:ana/shop.git", "https://forge.example/ana/shop"),
    ("ssh://git@forge.example/ana/shop.git", "https://forge.example/ana/shop"),
    ("ssh://git@forge.example:2222/ana/shop", "https://forge.example/ana/shop"),
  ])
  func plainAddressBecomesOne(url: String, address: String) {
    #expect(Website(remote: url)?.address == address)
  }

  @Test(arguments: [
    "javascript:alert(1)", "https://forge.example", "git@forge.example:/ana/shop.git",
    "ana/shop@1:x", "git@forge.example:a b", "ssh://a@b@forge.example/x", "ssh://forge.example",
    "ssh:///x", "git@:x", "file:///tmp/shop", "https://forge.example/a\"onclick=x",
    "https://forge.example/a b", "https://forge.example/../x", "https://forge.example//x",
    "https://forge.example:port/x", "https://a@b@forge.example/x", "https://förge.example/x",
    "https://forge.example/x?q=1", "https://forge.example/x#y", "HTTPS://forge.example/x",
    "https://forge.example/\u{202E}x", "",
  ])
  func anythingElseDoesNot(url: String) {
    #expect(Website(remote: url) == nil)
  }
}
