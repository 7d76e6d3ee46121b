internal import Foundation
internal import Roster
internal import StudyFile

/// A study file as read and checked, and where it stands.
struct StudyReading {
  let location: StudyLocation
  let plan: StudyPlan
  let provenance: StudyProvenance

  init(_ location: StudyLocation) throws {
    self.location = location
    do {
      let study = try StudyFile.loadWithProvenance(location.studyFile, imageFault: imageFault, picture: pictureFacts)
      plan = study.plan
      provenance = study.provenance
    } catch let error as StudyFileError {
      try PurgedStudy.refuse(
        in: location.folder,
        "What the study was made from cannot be read any more, and this needs it. Its documents are here, and can be made "
          + "again: blindfold report \(quoted(location.folder))\n\(error)")
      throw error
    }
  }
}
