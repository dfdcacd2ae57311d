/// The program's version, the same in both programs.
public enum Version {
  public static let text = "0.1.0"
}
