import Foundation
import Runtime
import TestSupport
import Testing

/// What is given up is gone for the whole process, so that each of these tests runs in one of its own.
@Suite(.enabled(if: Confinement.available.landlockVersion > 1, "needs a kernel with Landlock of version 2"))
struct ConfinementTests {
  @Test func `Files are changed beneath the folders that are named, and read anywhere`() async {
    await #expect(processExitsWith: .success) {
      let (mine, other) = (try TemporaryFolder(), try TemporaryFolder())
      let text = Array("text".utf8)
      let (kept, beside) = (try mine.write(text, to: "kept"), try other.write(text, to: "beside"))
      #expect(Confinement.keepChanges(beneath: [mine.path, mine.file("missing")]))
      func opens(_ path: String, _ flags: Int32) -> Bool {
        let descriptor = open(path, flags, 0o600)
        if descriptor >= 0 { close(descriptor) }
        return descriptor >= 0
      }
      #expect(opens(mine.file("new"), O_WRONLY | O_CREAT) && opens(kept, O_WRONLY))
      #expect(rename(mine.file("new"), mine.file("named")) == 0 && mkdir(mine.file("folder"), 0o700) == 0)
      #expect(opens(beside, O_RDONLY))
      #expect(!opens(beside, O_WRONLY) && !opens(other.file("new"), O_WRONLY | O_CREAT))
      #expect(unlink(beside) == -1 && rename(kept, other.file("moved")) == -1)
      #expect(mkdir(other.file("folder"), 0o700) == -1 && symlink("kept", other.file("link")) == -1)
    }
  }

  @Test func `No other program is started`() async {
    await #expect(processExitsWith: .success) {
      #expect(Confinement.keepChanges(beneath: []))
      var (process, status) = (pid_t(0), Int32(0))
      var words: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
      let failure = posix_spawn(&process, "/bin/true", nil, nil, &words, environ)
      if failure == 0 { waitpid(process, &status, 0) }
      #expect(failure != 0 || status != 0)
    }
  }

  @Test(.enabled(if: Confinement.available.filtersSystemCalls, "needs a kernel with filters of seccomp"))
  func `A worker reads what is open, and opens and asks for nothing`() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = try folder.write(Array("text".utf8), to: "file")
      let descriptor = open(path, O_RDONLY)
      let holdings = Confinement.keepToOpenFiles(memoryByteCount: 4 << 30)
      guard holdings.filtersSystemCalls, holdings.landlockVersion > 0 else { exit(2) }
      var bytes = [UInt8](repeating: 0, count: 8)
      guard read(descriptor, &bytes, 8) == 4, bytes[..<4].elementsEqual("text".utf8) else { exit(3) }
      guard open(path, O_RDONLY) == -1, open("/dev/null", O_WRONLY) == -1 else { exit(4) }
      guard socket(AF_INET, 1, 0) == -1 else { exit(5) }
      _exit(0)
    }
  }
}
