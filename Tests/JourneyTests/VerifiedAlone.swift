import Foundation
import ProgramStand

/// Verifies a study's documents by themselves: in a copy without its databases and packets.
func verifiedAlone(_ study: String) throws -> Programs.Result {
  let folder = try TemporaryFolder("alone")
  let alone = folder.path + "/study"
  try FileManager.default.copyItem(atPath: study, toPath: alone)
  for name in try FileManager.default.contentsOfDirectory(atPath: alone) where name.contains(".sqlite") {
    try FileManager.default.removeItem(atPath: alone + "/" + name)
  }
  try FileManager.default.removeItem(atPath: alone + "/packets")
  return try Programs.run("blindfold", ["verify", alone])
}
