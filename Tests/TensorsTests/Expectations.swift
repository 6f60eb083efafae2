import Files
import Tensors
import Testing

/// Expects a ``FileError`` of one line whose text holds `part`.
func expectError(
  naming part: String, kind: FileError.Kind = .badContent, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  let error = #expect(throws: FileError.self, sourceLocation: sourceLocation, performing: body)
  let text = error?.description ?? ""
  #expect(text.contains(part) && !text.contains("\n"), "\(text)", sourceLocation: sourceLocation)
  #expect(error?.kind == kind, sourceLocation: sourceLocation)
}

/// Expects the ramp that `make_fixtures.py` made for the type that is called `name`.
func expectRamp(_ tensor: AnyTensor, named name: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let expected: [Float] =
    switch name {
    case "bool": [0, 1, 0, 1, 0, 1]
    case "uint8", "uint16", "uint32", "uint64": [0, 1, 2, 3, 4, 5]
    case "int8", "int16", "int32", "int64": [-2, -1, 0, 1, 2, 3]
    default: [-1, -0.5, 0, 0.5, 1, 1.5]
    }
  let widened = ["bool": "uint8", "float16": "float32", "bfloat16": "float32"]
  #expect(tensor.scalarType.rawValue == widened[name] ?? name, sourceLocation: sourceLocation)
  #expect(tensor.shape == [2, 3], "\(name)", sourceLocation: sourceLocation)
  #expect(tensor.float32.scalars == expected, "\(name)", sourceLocation: sourceLocation)
}
