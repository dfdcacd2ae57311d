import Testing

@testable import Git

@Suite struct GivenSettingsTests {
  /// What stands in the variable, and what git takes it for: names and values by turns.
  private static let rows: [(parameters: String, wanted: [String?])] = [
    ("'relay.push'='false'", ["relay.push", "false"]),
    ("'relay.push=false'", ["relay.push", "false"]),
    ("'relay.push'=", ["relay.push", nil]),
    ("'relay.push'", ["relay.push", nil]),
    ("'a.b'='1'  'a.b'='2'", ["a.b", "1", "a.b", "2"]),
    ("'Branch.Feature/One.relayUse'='1=2'", ["branch.Feature/One.relayuse", "1=2"]),
    ("'a.b'='it'\\''s'", ["a.b", "it's"]),
    ("'a.b'='hi'\\!''", ["a.b", "hi!"]),
    ("'a.b'=''", ["a.b", ""]),
    ("'a.b'='1' 'open", ["a.b", "1"]),
    ("bare", []),
    ("", []),
  ]

  @Test(arguments: rows) func reads(_ row: (parameters: String, wanted: [String?])) {
    let given = GivenSettings { $0 == "GIT_CONFIG_PARAMETERS" ? row.parameters : nil }
    #expect(given.settings.flatMap { [$0.name, $0.value] } == row.wanted)
  }

  @Test func parametersOutrankCountedOnes() {
    let variables = [
      "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "Relay.Push", "GIT_CONFIG_VALUE_0": "true",
      "GIT_CONFIG_KEY_1": "relay.use", "GIT_CONFIG_VALUE_1": "7",
      "GIT_CONFIG_PARAMETERS": "'relay.push'='false'",
    ]
    let given = GivenSettings { variables[$0] }
    #expect(given.last("relay.push")?.value == "false")
    #expect(given.all("relay.push").map(\.value) == ["true", "false"])
    #expect(given.last("relay.use")?.value == "7")
    #expect(given.last("relay.remote") == nil)
  }
}
