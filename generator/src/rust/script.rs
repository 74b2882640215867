//! The script of a client's names: that of the API, or ASCII.

use super::model::{Client, ModelKind};

impl Client {
    /// Whether all names are in ASCII.
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        let operations = self.operations.iter().all(|operation| {
            let mut inputs = operation.arguments.iter().chain(&operation.setters);
            let name = operation.name.as_str();
            name.is_ascii() && inputs.all(|input| input.name.as_str().is_ascii())
        });
        let mut models = self.models.iter().map(|model| match &model.kind {
            ModelKind::Struct(it) => it.fields.iter().all(|it| it.name.as_str().is_ascii()),
            ModelKind::Enum(it) => it.values.iter().all(|it| it.variant.as_str().is_ascii()),
            ModelKind::Union(it) => it.variants.iter().all(|it| it.name.as_str().is_ascii()),
        });
        let mut types = self.models.iter().map(|it| &it.name);
        let mut handles = self.handles.iter().map(|it| &it.module);
        operations
            && models.all(|is| is)
            && types.all(|it| it.as_str().is_ascii())
            && handles.all(|it| it.as_str().is_ascii())
    }
}
