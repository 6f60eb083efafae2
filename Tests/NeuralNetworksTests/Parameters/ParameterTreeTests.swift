import NeuralNetworks
import Tensors
import Testing

/// Parameters by the names of a checkpoint.
@Suite struct ParameterTreeTests {
  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `A parameter with a value that is no number is refused by its name`(value: Float) throws {
    var weight = Tensor<Float>(zeros: [2, 3])
    weight[1, 0] = value
    let tree = ParameterTree(["a.weight": weight, "a.bias": Tensor(zeros: [2])], source: "w.pth")
    #expect(try tree["a"].tensor("bias", shape: [2]).count == 2)
    let error = #expect(throws: ParameterError.self) { try tree["a"].tensor("weight", shape: [2, 3]) }
    #expect(error?.fault == .value && error?.source == "w.pth")
    #expect(error?.description.contains("a.weight") == true && error?.description.contains("value 3 of 6") == true)
  }
}
