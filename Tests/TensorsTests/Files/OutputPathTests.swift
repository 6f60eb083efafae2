import Tensors
import Testing

@Suite struct OutputPathTests {
  @Test(arguments: ["flow", "a.npz", "folder/b.tar.gz", "/x/.hidden", "./c"])
  func `A temporary name is told as the one that it will have`(path: String) {
    let temporary = OutputFile.temporaryPath(for: path)
    #expect(temporary != path && OutputFile.finalPath(of: temporary) == path)
    #expect(OutputFile.finalPath(of: temporary + "/flow_000001.npy") == path + "/flow_000001.npy")
    #expect(OutputFile.finalPath(of: path) == path)
  }
}
