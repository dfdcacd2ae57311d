extension Repository {
  /// What `git filter-repo` has noted that commits have become, which are mostly not here any more.
  ///
  ///     old                                      new
  ///     <id>                                     <id, zeros for none>
  public func filteredCommits() throws(GitError) -> [ObjectID: ObjectID] {
    guard let bytes = try File.read(commonDirectory + "filter-repo/commit-map") else { return [:] }
    var map: [ObjectID: ObjectID] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "))
      guard words.count == 2, let old = ObjectID(hex: words[0]), let new = ObjectID(hex: words[1]),
        old != new, !new.isZero
      else { continue }
      map[old] = new
    }
    return map
  }
}
