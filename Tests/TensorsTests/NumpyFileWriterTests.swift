import Tensors
import TestSupport
import Testing

@Suite struct NumpyFileWriterTests {
  @Test(arguments: [0, 1, 3, 1000])
  func `An array written row by row is the array written at once`(rows: Int) throws {
    let folder = try TemporaryFolder()
    let tensor = Tensor<Int32>(shape: [rows, 2, 3], scalars: 0..<Int32(rows * 6))
    let writer = try NumpyFileWriter<Int32>(axesAfterFirst: [2, 3], path: folder.file("rows.npy"))
    for row in 0..<rows { try writer.append(tensor.slice(at: row)) }
    #expect(try folder.names().contains("rows.npy") == false)
    try writer.finish()
    try NumpyFile.write(tensor, to: folder.file("whole.npy"))
    #expect(try fileBytes(folder.file("rows.npy")) == fileBytes(folder.file("whole.npy")))
    #expect(try folder.names() == ["rows.npy", "whole.npy"])
  }
}
