import Foundation
import TestSupport
import Testing

/// What the program says of itself.
@Suite struct HelpTests {
  static let verbs = [
    "info", "doctor", "convert", "convert-model", "simulate", "simulate spikes", "simulate events",
    "simulate spikes,events", "represent", "reconstruct", "flow", "evaluate", "evaluate flow",
    "evaluate reconstruction", "evaluate classifier", "evaluate outputs", "evaluate filter", "render",
    "train",
    "train classifier", "models", "demo", "demo snn", "scene",
  ]

  private static func words(_ verb: String) -> [String] { verb.split(separator: " ").map(String.init) }

  @Test(arguments: [""] + verbs)
  func `The help of every verb shows an example and fits a terminal of 80 columns`(verb: String) throws {
    let folder = try TemporaryFolder()
    let run = try expectSuccess(Self.words(verb) + ["--help"], in: folder)
    #expect(run.errors.isEmpty)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.contains { $0.hasPrefix("  saccade \(verb)") })
    for line in lines where !line.hasPrefix("USAGE:") { #expect(line.count <= 80, "\(line)") }
    // An example that was wrapped would go on without its indent.
    let start = try #require(lines.firstIndex { $0.hasPrefix("EXAMPLE") })
    for line in lines[(start + 1)...].prefix(while: { !$0.isEmpty }) { #expect(line.hasPrefix("  saccade"), "\(line)") }
  }

  /// What CLI.md promises of every verb.
  @Test(arguments: verbs.filter { !["simulate", "evaluate", "train", "demo"].contains($0) })
  func `Every verb knows the options that all have`(verb: String) throws {
    let folder = try TemporaryFolder()
    let help = try expectSuccess(Self.words(verb) + ["--help"], in: folder).output
    var options = ["--json", "--quiet", "--verbose", "--strict", "--threads"]
    if !["info", "models"].contains(verb) { options.append("--force") }
    if !["info", "doctor", "models", "convert", "evaluate classifier"].contains(verb) {
      options.append("-o, --output")
    }
    if [
      "simulate spikes", "simulate events", "simulate spikes,events", "evaluate outputs", "evaluate classifier",
      "train classifier", "demo snn",
    ].contains(verb) {
      options.append("--seed")
    }
    for option in options { #expect(help.contains(option), "\(option)") }
  }

  @Test(arguments: verbs) func `A default is told once, and no list is left alone at the margin`(verb: String) throws {
    let folder = try TemporaryFolder()
    let help = try expectSuccess(Self.words(verb) + ["--help"], in: folder).output
    let text = help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.range(of: "\\(default: [^)]*\\)[.]? \\(default: ", options: .regularExpression) == nil)
  }

  @Test func `Every kind of tensor is told with its shape and its meaning`() throws {
    let folder = try TemporaryFolder()
    let lines = try expectSuccess(["represent", "--help"], in: folder).output.split(separator: "\n")
    for (name, shape) in [
      ("voxel-grid:B", "float32 [N,B,H,W]"), ("ste:S", "uint8 [N,S,2,H,W]"), ("isi:K", "uint8 [N,K,H,W]"),
    ] {
      let index = try #require(lines.firstIndex { $0.hasPrefix("  \(name) ") })
      #expect(lines[index].hasSuffix(shape) && lines[index + 1].hasPrefix("      "))
    }
  }

  @Test func `The version is one line`() throws {
    let folder = try TemporaryFolder()
    let run = try folder.saccade("--version")
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output.split(separator: "\n").count == 1 && run.output.contains("."))
  }

  @Test func `The models are listed with their papers, as text and as JSON`() throws {
    let folder = try TemporaryFolder()
    let text = try expectSuccess(["models"], in: folder).output
    #expect(text.contains("scflow") && text.contains("arXiv"))
    let networks = try #require(try expectJSON(["models"], in: folder)["networks"] as? [[String: Any]])
    let scflow = try #require(networks.first { $0["name"] as? String == "scflow" })
    #expect((scflow["parameters"] as? Int ?? 0) > 500_000)
    #expect((scflow["paper"] as? String)?.isEmpty == false)
    let firenet = try #require(networks.first { $0["name"] as? String == "firenet" })
    #expect(firenet["parameters"] as? Int == 37_777)
    #expect((firenet["sources"] as? [String])?.contains { $0.contains("GPL-3") && $0.contains("https://") } == true)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `Completions name every verb and its options`(shell: String) throws {
    let folder = try TemporaryFolder()
    let run = try folder.saccade("--generate-completion-script", shell)
    #expect(run.status == 0 && run.errors.isEmpty)
    for word in [
      "info", "doctor", "convert", "simulate", "spikes", "spikes,events", "represent", "reconstruct", "flow",
      "render", "models", "weights",
    ] {
      #expect(run.output.contains(word), "\(word)")
    }
  }

  @Test func `The completions for bash are read by bash and complete verbs and files`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write([], to: "clip.dat")
    let script = """
      "$saccade" --generate-completion-script bash > completions && . ./completions
      complete -p saccade | sed 's/.*-F //; s/ .*//' > name
      COMP_WORDS=(saccade re); COMP_CWORD=1; COMP_LINE='saccade re'; COMP_POINT=${#COMP_LINE}
      "$(cat name)" saccade re saccade; echo "${COMPREPLY[*]}"
      COMPREPLY=()
      COMP_WORDS=(saccade info cl); COMP_CWORD=2; COMP_LINE='saccade info cl'; COMP_POINT=${#COMP_LINE}
      "$(cat name)" saccade cl info; echo "${COMPREPLY[*]}"
      """
    _ = try folder.write(Array(script.utf8), to: "try.bash")
    let run = try Program.shell("exec bash try.bash", in: folder)
    let lines = run.output.split(separator: "\n").map(String.init)
    let verbs = lines.first.map { Set($0.split(separator: " ")) }
    #expect(verbs == ["represent", "reconstruct", "render"], "\(run.output)\(run.errors)")
    #expect(lines.last == "clip.dat", "\(run.output)\(run.errors)")
  }
}
