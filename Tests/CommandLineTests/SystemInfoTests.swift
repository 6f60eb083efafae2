import TestSupport
import Testing

/// `saccade info --system`: what the program computes with, and how a user changes it.
@Suite struct SystemInfoTests {
  @Test func `The machine and the libraries in use are told as JSON`() throws {
    let folder = try TemporaryFolder()
    let facts = try expectJSON(["info", "--system", "--threads", "3"], in: folder)
    #expect(facts["threads"] as? Int == 3)
    for key in ["version", "processor", "instruction_set"] {
      #expect((facts[key] as? String)?.isEmpty == false, "\(key)")
    }
    #expect((facts["cores"] as? Int ?? 0) > 0 && (facts["memory_bytes"] as? Int ?? 0) > 1 << 20)
    let sets = try #require(facts["instruction_sets"] as? [String])
    #expect(sets.first == "portable" && sets.last == facts["instruction_set"] as? String)
    let blas = try #require(facts["blas"] as? [String: Any])
    #expect((blas["library"] as? String)?.hasPrefix("/") == true)
    #expect(blas["threads"] as? Int == 1)
  }

  @Test func `The machine is told in words without --json`() throws {
    let folder = try TemporaryFolder()
    let run = try expectSuccess(["info", "--system"], in: folder)
    for word in ["processor", "instructions", "threads", "BLAS", "chosen by"] { #expect(run.output.contains(word)) }
    #expect(run.errors.isEmpty)
  }

  @Test(arguments: [
    ("OPENBLAS_CORETYPE=Haswell", "SkylakeX", "Saccade"),
    ("OPENBLAS_CORETYPE=Haswell SACCADE_BLAS_CORETYPE=Haswell", "Haswell", "SACCADE_BLAS_CORETYPE"),
    ("OPENBLAS_CORETYPE=SkylakeX", "SkylakeX", "OPENBLAS_CORETYPE"),
  ])
  func `OpenBLAS runs its kernels for AVX-512 unless the user of Saccade says otherwise`(
    setting: String, coreType: String, chosenBy: String
  ) throws {
    let folder = try TemporaryFolder()
    let plain = try expectJSON(["info", "--system"], in: folder)
    let usual = try #require(plain["blas"] as? [String: Any])
    let hasWide = (plain["instruction_sets"] as? [String])?.contains("avx512") == true
    guard hasWide, (usual["configuration"] as? String)?.contains("DYNAMIC_ARCH") == true else { return }
    let run = try Program.shell(
      "env -u SACCADE_BLAS -u SACCADE_BLAS_CORETYPE \(setting) \"$saccade\" info --system --json", in: folder)
    let blas = try #require(run.json?["blas"] as? [String: Any], "\(run.errors)")
    #expect(blas["core_type"] as? String == coreType)
    #expect(blas["core_type_chosen_by"] as? String == chosenBy)
  }

  @Test func `Another library is taken by its path and told as the user's choice`() throws {
    let folder = try TemporaryFolder()
    let blas = try #require(try expectJSON(["info", "--system"], in: folder)["blas"] as? [String: Any])
    let path = try #require(blas["library"] as? String)
    let script = "cp '\(path)' mine.so && SACCADE_BLAS=\"$PWD/mine.so\" exec \"$saccade\" info --system --json"
    let run = try Program.shell(script, in: folder)
    let mine = try #require(run.json?["blas"] as? [String: Any], "\(run.errors)")
    #expect((mine["library"] as? String)?.hasSuffix("/mine.so") == true)
    #expect(mine["library_chosen_by"] as? String == "SACCADE_BLAS")
  }

  @Test func `A library that cannot be loaded or has no CBLAS is an error that names it, status 69`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Array("no library".utf8), to: "broken.so")
    for (library, word) in [
      ("/missing/lib.so", "No such file"), ("$PWD/broken.so", "cannot be loaded"), ("libc.so.6", "cblas_sgemm"),
    ] {
      let run = try Program.shell("SACCADE_BLAS=\"\(library)\" exec \"$saccade\" info --system", in: folder)
      #expect(run.status == 69 && run.output.isEmpty)
      expectOneError(run, telling: [library.split(separator: "/").last.map(String.init) ?? "", word, "SACCADE_BLAS"])
    }
  }
}
