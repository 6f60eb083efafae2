import CKernels

/// The processor features that the inner loops are compiled for.
public enum InstructionSet: String, Sendable, CaseIterable {
  /// What every processor of the architecture has.
  case portable
  /// AVX2, FMA and BMI2 (x86-64-v3).
  case avx2
  /// AVX-512 F, BW, DQ and VL (x86-64-v4).
  case avx512

  /// The sets that this processor has, weakest first.
  public static var available: [InstructionSet] { allCases.filter { $0.table != nil } }

  /// The strongest set that this processor has.
  public static var best: InstructionSet { available.last ?? .portable }

  /// The loops of the strongest set, for work that needs no workers.
  static let bestTable: SaccadeKernelTable = {
    guard let table = best.table else { preconditionFailure("The portable loops are always there.") }
    return table.functions
  }()

  /// The loops compiled for this set, or nil where the processor lacks it.
  package var table: KernelTable? {
    let set: SaccadeInstructionSet =
      switch self {
      case .portable: SACCADE_PORTABLE
      case .avx2: SACCADE_AVX2
      case .avx512: SACCADE_AVX512
      }
    return saccade_kernel_table(set).map { KernelTable(functions: $0.pointee) }
  }
}

/// The inner loops compiled for one instruction set.
package struct KernelTable: Sendable {
  /// The C functions.
  package let functions: SaccadeKernelTable
}
