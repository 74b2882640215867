//! How certain the verdicts of a rule are.

use super::table::Rule;
use crate::compare::{Certainty, Direction};

impl Rule {
    /// How certain the verdict over HTTP is, as the page of the rule explains it.
    #[must_use]
    pub fn certainty(self, direction: Option<Direction>) -> Certainty {
        use Rule::{
            BodyRemoved, DefaultChanged, DefaultResponseRemoved, FormatChanged, HeaderChanged,
            HeaderOptional, LimitLoosened, MediaTypeRemoved, NoLongerEnum, OptionalHeaderRemoved,
            OptionalPropertyRemoved, OtherMediaTypeRemoved, ParameterMoved, ParameterRemoved,
            PathChanged, PatternChanged, PropertyRenamed, ReceiverChanged, ReceiverRemoved,
            ScopeAdded, SecurityAdded, ServerRemoved, SuccessStatusAdded, SuccessStatusRemoved,
            TokenFlowChanged, Unclassified,
        };
        use Rule::{
            ConstantChanged, DiscriminatorChanged, RequiredHeaderRemoved, TagTypeChanged,
            VariantTagChanged,
        };
        match self {
            // Every response decodes: whether a program fails depends on the headers that it uses.
            RequiredHeaderRemoved => Certainty::RatherSure,
            ConstantChanged | DiscriminatorChanged | VariantTagChanged | TagTypeChanged
                if direction == Some(Direction::Response) =>
            {
                Certainty::RatherSure
            }
            PathChanged | SecurityAdded | ParameterMoved | BodyRemoved | MediaTypeRemoved
            | PropertyRenamed | SuccessStatusRemoved | HeaderOptional | TokenFlowChanged => {
                Certainty::RatherSure
            }
            ScopeAdded
            | ServerRemoved
            | ParameterRemoved
            | DefaultChanged
            | OtherMediaTypeRemoved
            | OptionalPropertyRemoved
            | NoLongerEnum
            | LimitLoosened
            | PatternChanged
            | FormatChanged
            | SuccessStatusAdded
            | DefaultResponseRemoved
            | OptionalHeaderRemoved
            | HeaderChanged
            | ReceiverRemoved
            | ReceiverChanged
            | Unclassified => Certainty::NotSure,
            _ => Certainty::Sure,
        }
    }
}
