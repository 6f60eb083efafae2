/// The program's version, as `--version` and `index.json` say it.
enum Version {
  static let current = "0.1.0"
}
