import Foundation
import Recordings
import TestSupport
import Testing

/// A disk of one megabyte that is nearly full, and a machine without BLAS, each in a mount namespace of its own.
@Suite struct FullDiskTests {
  private static let canMount = Program.shellSucceeds(
    "mkdir disk && unshare -m mount -t tmpfs -o size=1m tmpfs disk 2>/dev/null")
  private static let library = "/usr/lib/x86_64-linux-gnu/libopenblas.so.0"
  private static let canHideLibrary = Program.shellSucceeds(
    "test -e \(library) && unshare -m mount --bind /dev/null \"$(readlink -f \(library))\" 2>/dev/null")

  /// Each writes more than the 200 KB that are left.
  static let lines = [
    "simulate spikes ../gray.npy --fps 1 -o out_40x30.dat --allow-large",
    "simulate spikes ../gray.npy --fps 1 -o out.npy --allow-large",
    "simulate spikes ../gray.npy --fps 1 -o out.npz --allow-large", "convert ../noise_128x128.dat out.npz",
    "convert ../noise_128x128.dat out_128x128.dat", "reconstruct ../noise_128x128.dat -o out.npy --stride 1",
    "render ../noise_128x128.dat -o out.mp4 --stride 1", "render ../noise_128x128.dat -o out.gif --stride 1",
    "render ../noise_128x128.dat -o out.avi --stride 1", "render ../noise_128x128.dat -o out.mkv --stride 1",
    "render ../wide_4096x512.dat -o out.png", "flow ../noise_128x128.dat --weights ../weights.npz --dt 1 -o out",
    "flow ../noise_128x128.dat --weights ../weights.npz --dt 1 -o out --format flo",
    "flow ../events.npz --weights ../ste.safetensors --window 1ms --render mp4 -o out",
    "represent ../events.npz --kind tore:4 -o out.npz",
    "render ../events.npz --style xyt --window 1ms --zoom 4 -o out.mkv",
  ]

  @Test(.enabled(if: canMount, "needs the right to mount a small disk"), arguments: lines)
  func `A full disk is told in one line and left empty`(line: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.writeGray(UInt8(90))
    _ = try folder.writeArchivedWeights()
    _ = try folder.writeEventWeights()
    let events = (0..<4000).map { (index: Int) -> Event in
      Event(
        timeMicroseconds: Int64(index * 5), x: UInt16(index * 37 % 128), y: UInt16(index * 91 % 96),
        isOn: index % 2 == 0)
    }
    _ = try folder.writeEvents(events, width: 128, height: 96)
    try FileManager.default.createDirectory(atPath: folder.file("disk"), withIntermediateDirectories: true)
    try Self.writeNoise("noise_128x128.dat", bytes: 2048 * 200, to: folder)
    try Self.writeNoise("wide_4096x512.dat", bytes: 4096 * 512 / 8 * 2, to: folder)
    let script = """
      mount -t tmpfs -o size=1m tmpfs disk && cd disk && head -c 800K /dev/zero > filling || exit 99
      "$saccade" \(line); status=$?
      rm filling; ls -A; exit $status
      """
    _ = try folder.write(Array(script.utf8), to: "script")
    let run = try Program.shell("exec unshare -m sh script", in: folder)
    #expect(run.status == 74, "\(line): \(run.errors)")
    #expect(run.output.isEmpty, "\(line)")
    #expect(!run.errors.contains(".part"), "\(run.errors)")
    expectOneError(run, telling: ["out", "no space left on the device"])
  }

  /// Bytes that do not compress.
  private static func writeNoise(_ name: String, bytes count: Int, to folder: TemporaryFolder) throws {
    var state: UInt64 = 3
    var bytes = [UInt8](repeating: 0, count: count)
    for index in bytes.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes[index] = UInt8(truncatingIfNeeded: state >> 56)
    }
    _ = try folder.write(bytes, to: name)
  }

  @Test(.enabled(if: canHideLibrary, "needs the right to mount, and OpenBLAS in its usual place"))
  func `A missing BLAS library is told with its package, status 69`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try folder.writeSpikes(), try folder.writeArchivedWeights())
    let script = """
      mount --bind /dev/null "$(readlink -f \(Self.library))" || exit 99
      exec "$saccade" flow \(name) --weights \(weights) -o out
      """
    _ = try folder.write(Array(script.utf8), to: "script")
    let run = try Program.shell("exec unshare -m sh script", in: folder)
    #expect(run.status == 69, "\(run.errors)")
    expectOneError(run, telling: ["libopenblas0-pthread"])
    #expect(try folder.contents() == ["script", name, weights].sorted())
  }
}
