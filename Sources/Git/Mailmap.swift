internal import CLibgit2

/// A repository's `.mailmap`: which addresses mean one person.
public struct Mailmap: ~Copyable {
  private let pointer: OpaquePointer

  private init(takingOwnershipOf pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    git_mailmap_free(pointer)
  }

  /// Longer files are left out.
  private static let longest = 4 << 20

  /// Reads the map that git would use; an empty one if there is none.
  ///
  /// libgit2 would open what lies in the work tree whatever it is, and wait for ever for a pipe.
  public static func read(in repository: Repository) throws(GitError) -> Mailmap {
    let configuration = try repository.configuration()
    var text: [UInt8] = []
    // As git does: the work tree's, the one in the settings that is an object, the one that is a
    // file. What comes later counts more.
    let top = repository.workDirectory
    if let top { text += file(top + ".mailmap", followsLinks: false) }
    if let name = configuration["mailmap.blob"] ?? (top == nil ? "HEAD:.mailmap" : nil) {
      text += blob(name, in: repository)
    }
    if let path = configuration.path("mailmap.file") {
      text += file(path.hasPrefix("/") ? path : (top ?? "") + path, followsLinks: true)
    }
    var pointer: OpaquePointer?
    let status = text.withUnsafeBytes {
      git_mailmap_from_buffer(&pointer, $0.bindMemory(to: CChar.self).baseAddress, $0.count)
    }
    try check(status, "git_mailmap_from_buffer")
    guard let pointer else { throw GitError(.other, "no mailmap") }
    return Mailmap(takingOwnershipOf: pointer)
  }

  private static func file(_ path: String, followsLinks: Bool) -> [UInt8] {
    File.readRegular(path, limit: longest, followsLinks: followsLinks).map { $0 + [0x0A] } ?? []
  }

  private static func blob(_ name: String, in repository: Repository) -> [UInt8] {
    var object: OpaquePointer?
    guard git_revparse_single(&object, repository.pointer, name) == 0, let object else { return [] }
    defer { git_object_free(object) }
    guard let id = git_object_id(object).map({ ObjectID($0.pointee) }),
      let header = try? repository.header(of: id), header.kind == .blob, header.size <= longest,
      let bytes = try? repository.read(id).bytes
    else { return [] }
    return bytes + [0x0A]
  }

  /// The address by which the map knows a person of a commit.
  public func email(of person: Commit.Person) -> [UInt8] {
    let found = lookUp(person)
    guard found == person.email else { return found }
    // git compares addresses in any case; libgit2 as they are written.
    let lower = person.email.map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }
    return lookUp(
      Commit.Person(name: person.name, email: lower, time: person.time, offset: person.offset))
  }

  private func lookUp(_ person: Commit.Person) -> [UInt8] {
    // The map's file is text in lines, so names with a NUL are not in it.
    guard !person.name.contains(0), !person.email.contains(0) else { return person.email }
    var name: UnsafePointer<CChar>?
    var email: UnsafePointer<CChar>?
    let status = (person.name + [0]).withUnsafeBytes { nameBytes in
      (person.email + [0]).withUnsafeBytes { emailBytes in
        git_mailmap_resolve(
          &name, &email, pointer, nameBytes.bindMemory(to: CChar.self).baseAddress,
          emailBytes.bindMemory(to: CChar.self).baseAddress
        ) == 0 ? email.map { Array(String(cString: $0).utf8) } : nil
      }
    }
    return status ?? person.email
  }
}
