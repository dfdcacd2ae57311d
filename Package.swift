// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// What computes most is optimized in debug builds too: the tests run the programs thousands of
// times. It takes a minute more to build, and saves many.
let optimized = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "relay",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "relay", targets: ["relay"]),
    .executable(name: "relay-hook", targets: ["relay-hook"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    // The system's C libraries. Each has one importer.
    .target(name: "CLibgit2"),
    .target(name: "CLibcrypto"),

    // The libraries. Arrows point downwards only.
    .target(
      name: "Programs",
      dependencies: [
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: settings),
    .target(name: "Git", dependencies: ["CLibgit2"], swiftSettings: optimized),
    .target(name: "SSHSignature", dependencies: ["CLibcrypto"], swiftSettings: optimized),
    .target(name: "Ledger", dependencies: ["SSHSignature"], swiftSettings: optimized),
    .target(
      name: "LedgerStore", dependencies: ["Git", "Ledger", "Programs", "SSHSignature"],
      swiftSettings: settings),
    .target(
      name: "Proof", dependencies: ["Git", "Ledger", "LedgerStore", "SSHSignature"],
      swiftSettings: optimized),
    .target(
      name: "Report",
      dependencies: [
        "CTemplates", "Ledger", "SSHSignature",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: settings),

    // Text files that the programs carry.
    .target(
      name: "HookScripts", path: "hooks",
      resources: [
        .embedInCode("commit-msg"), .embedInCode("listening"), .embedInCode("plain"),
      ],
      swiftSettings: settings),
    .target(
      name: "CTemplates", path: "templates",
      exclude: [
        "base.css", "client.css", "client.html.mustache", "milestone.html.mustache",
        "proof.html.mustache", "record.html.mustache", "report.css", "report.html.mustache",
        "report.md.mustache", "scripts",
      ],
      sources: ["templates.c"]),

    // The programs.
    .executableTarget(
      name: "relay",
      dependencies: [
        "Git", "HookScripts", "Ledger", "LedgerStore", "Programs", "Proof", "Report",
        "SSHSignature",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "relay-hook",
      dependencies: ["Git", "Ledger", "LedgerStore", "Programs", "Proof", "SSHSignature"],
      swiftSettings: settings),

    // Repositories, ledgers and programs for tests.
    .target(
      name: "TestSupport", dependencies: ["Git", "Ledger", "SSHSignature"],
      path: "Tests/TestSupport", swiftSettings: settings),

    .testTarget(name: "GitTests", dependencies: ["Git", "TestSupport"], swiftSettings: settings),
    .testTarget(name: "SSHSignatureTests", dependencies: ["SSHSignature"], swiftSettings: settings),
    .testTarget(
      name: "LedgerTests", dependencies: ["Ledger", "SSHSignature", "TestSupport"],
      exclude: ["currencies.tsv"],
      swiftSettings: settings),
    .testTarget(
      name: "LedgerStoreTests", dependencies: ["LedgerStore", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ProofTests",
      dependencies: ["Git", "Ledger", "LedgerStore", "Proof", "SSHSignature", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ReportTests",
      dependencies: ["Ledger", "Report", .product(name: "Mustache", package: "swift-mustache")],
      swiftSettings: settings),
    .testTarget(
      name: "CommandTests", dependencies: [], exclude: ["Golden", "Matrix", "Scripts", "Tools"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
