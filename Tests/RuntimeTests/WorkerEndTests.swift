import CSystem
import Foundation
import Testing

@Suite struct WorkerEndTests {
  @Test func `A process that is stuck ends once nobody is at the other end of its socket`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      var ends: [Int32] = [-1, -1]
      #if canImport(Glibc)
        let stream = Int32(SOCK_STREAM.rawValue)
      #else
        let stream = SOCK_STREAM
      #endif
      guard socketpair(AF_UNIX, stream, 0, &ends) == 0 else { exit(2) }
      saccade_end_with_socket(ends[0])
      close(ends[1])
      for _ in 0..<60 { sleep(1) }
      exit(3)
    }
  }
}
