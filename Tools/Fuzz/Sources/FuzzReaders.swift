import Datasets
import Files
import Foundation

/// The target that the environment names, and the file that each input is written to.
///
/// It has the ending of its format, and a path, by which readers and libraries open it.
private let target: (reader: FuzzTarget.Reader, path: String) = {
  let environment = ProcessInfo.processInfo.environment
  let name = environment["SACCADE_FUZZ_TARGET"] ?? ""
  if name == "list" {
    for target in FuzzTarget.all { print(target.name) }
    fflush(nil)
    // The fuzzer takes an ordinary exit for a crash.
    _exit(0)
  }
  guard let target = FuzzTarget.all.first(where: { $0.name == name }), let folder = environment["SACCADE_FUZZ_FOLDER"]
  else {
    let known = FuzzTarget.all.map(\.name).joined(separator: ", ")
    fatalError("SACCADE_FUZZ_TARGET is \"\(name)\", and has to be one of \(known); SACCADE_FUZZ_FOLDER is a folder.")
  }
  return (target.reader, "\(folder)/input.\(target.ending)")
}()

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Data(UnsafeBufferPointer(start: start, count: count))
  require(FileManager.default.createFile(atPath: target.path, contents: bytes), "The input cannot be written.")
  if case .events(let format) = target.reader {
    let whole = Reading(target.path, format: format, capacity: 4096)
    let inPieces = Reading(target.path, format: format, capacity: 61)
    require(whole.agrees(with: inPieces), "Batches of another size hold other events.")
    SampleReading.check(target.path, format: format)
    do {
      _ = try EventFiles.detect(target.path)
    } catch {
      require(error is FileError, "Not a FileError: \(error)")
    }
  } else if case .writer(let format) = target.reader {
    WriterChecking.check([UInt8](bytes), format: format, path: target.path)
  } else {
    FlowReading.check(target.path, target.reader)
  }
  return 0
}
