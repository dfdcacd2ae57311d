/// The report's own templates, in mustache.
public enum Templates {
  /// The page.
  public static var html: String {
    String(decoding: PackageResources.report_html_mustache, as: UTF8.self)
  }

  /// The text for pull requests and mail.
  public static var markdown: String {
    String(decoding: PackageResources.report_md_mustache, as: UTF8.self)
  }
}
