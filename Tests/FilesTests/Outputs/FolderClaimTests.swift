import Files
import TestSupport
import Testing

@Suite struct FolderClaimTests {
  @Test func `A folder is one run's until that lets it go`() throws {
    let folder = try TemporaryFolder()
    var claim: FolderClaim? = try FolderClaim(path: folder.path)
    let error = #expect(throws: FileError.self) { try FolderClaim(path: folder.path) }
    #expect(error?.kind == .cannotCreate && error?.description.contains("another run") == true)
    withExtendedLifetime(claim) {}
    claim = nil
    _ = try FolderClaim(path: folder.path)
  }

  @Test func `What is no folder is left to those who use it`() throws {
    let folder = try TemporaryFolder()
    _ = try FolderClaim(path: folder.file("none"))
  }
}
