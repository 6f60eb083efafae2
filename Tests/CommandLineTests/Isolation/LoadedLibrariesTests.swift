import TestSupport
import Testing

/// libav comes with a hundred other libraries, and is loaded when it is first needed.
@Suite struct LoadedLibrariesTests {
  private static let library = "/usr/lib/x86_64-linux-gnu/libavcodec.so.59"
  private static let canHideLibrary = Program.shellSucceeds(
    "test -e \(library) && unshare -m mount --bind /dev/null \"$(readlink -f \(library))\" 2>/dev/null")
  private static let canTrace = Program.shellSucceeds("LD_TRACE_LOADED_OBJECTS=1 /bin/sh | grep -q libc")

  @Test(.enabled(if: canTrace, "needs a loader that tells what it loads"))
  func `The program starts without libav, and without what the shared HDF5 would bring`() throws {
    let run = try Program.shell("export LD_TRACE_LOADED_OBJECTS=1; exec \"$saccade\"", in: try TemporaryFolder())
    let libraries = run.output.split(separator: "\n")
    #expect(run.status == 0 && libraries.contains { $0.contains("libsz") }, "\(run.output)")
    for name in ["libav", "libsw", "libX11", "libopenblas", "libhdf5", "libcurl", "libkrb5"] {
      #expect(!libraries.contains { $0.contains(name) && !$0.contains("libswift") }, "\(name)")
    }
    #expect(libraries.count < 50, "\(libraries.count) libraries")
  }

  @Test(.enabled(if: canHideLibrary, "needs the right to mount, and libav in its usual place"))
  func `A missing libav is told with its package, status 69, and recordings are read without it`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let script = """
      mount --bind /dev/null "$(readlink -f \(Self.library))" || exit 99
      "$saccade" info \(name) > info.txt || exit 98
      exec "$saccade" render \(name) -o out.mp4
      """
    _ = try folder.write(Array(script.utf8), to: "script")
    let run = try Program.shell("exec unshare -m sh script", in: folder)
    #expect(run.status == 69, "\(run.errors)")
    expectOneError(run, telling: ["libavcodec.so.59", "install the package libavcodec59"])
    #expect(try folder.contents() == ["info.txt", "script", name].sorted())
  }
}
