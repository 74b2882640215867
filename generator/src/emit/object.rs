//! How a struct is deserialized from and serialized to JSON, property by property. This is most of
//! a client's code, and parsing tokens takes longer than anything else in a run: the pieces are
//! parsed once and then filled.

use std::mem;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{
    Arm, Expr, ExprCall, ExprMatch, ExprMethodCall, ExprStruct, ExprTry, ExprWhile, FieldValue,
    ImplItemFn, Item, ItemImpl, LitStr, Stmt, parse2,
};

use super::ident::ident;
use super::shapes::literal;
use crate::rust::items::StructItems;
use crate::rust::{Field, Generic, Model, Plain, Struct};

/// The pieces, with `__name`, `__slot` and `"__wire"` where they differ.
struct Pieces {
    object: ItemImpl,
    read: ImplItemFn,
    write: ImplItemFn,
    /// `let mut __slot = …;` by the initial value: none, or that of an absent property.
    slot_of_nothing: Stmt,
    slot_of_list: Stmt,
    slot_of_nullable: Stmt,
    rest: Rest,
    typed_rest: Rest,
    each_key: ExprWhile,
    read_some: Arm,
    read_any: Arm,
    ok: ExprCall,
    value: ExprStruct,
    from_nothing: FieldValue,
    from_required: FieldValue,
    from_same: FieldValue,
    from_slot: FieldValue,
    writer: Expr,
    required: ExprMethodCall,
    received: ExprMethodCall,
    optional: ExprMethodCall,
    end: ExprMethodCall,
}

/// Where undescribed properties go.
struct Rest {
    start: Stmt,
    arms: ExprMatch,
}

impl Pieces {
    fn parse() -> syn::Result<Self> {
        let rest = |start: TokenStream, read: TokenStream| -> syn::Result<Rest> {
            Ok(Rest {
                start: parse2(quote! { let mut rest = #start; })?,
                arms: parse2(quote! { match key.as_str() { _ => #read, } })?,
            })
        };
        Ok(Self {
            object: parse2(quote! {
                impl rt::json::Object for __name {
                    const NAME: &'static str = "__wire";
                }
            })?,
            read: parse2(quote! {
                fn read<'de, A: serde::de::MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {}
            })?,
            write: parse2(quote! {
                fn write<M: serde::ser::SerializeMap>(
                    &self,
                    map: rt::json::Map<'_, M>,
                ) -> Result<(), M::Error> {}
            })?,
            slot_of_nothing: parse2(quote! { let mut __slot = None; })?,
            slot_of_list: parse2(quote! { let mut __slot = rt::List::default(); })?,
            slot_of_nullable: parse2(quote! { let mut __slot = rt::Nullable::Absent; })?,
            rest: rest(
                quote! { rt::Extra::default() },
                quote! { rest.read(key, &mut map) },
            )?,
            typed_rest: rest(
                quote! { std::collections::BTreeMap::new() },
                quote! { rt::json::read_entry(&mut map, key, &mut rest) },
            )?,
            each_key: parse2(quote! {
                while let Some(key) = map.next_key::<rt::json::Key<'de>>()? {}
            })?,
            read_some: parse2(quote! {
                "__wire" => rt::json::read_some(&mut map, &mut __slot),
            })?,
            read_any: parse2(quote! { "__wire" => rt::json::read(&mut map, &mut __slot), })?,
            ok: parse2(quote! { Ok() })?,
            value: parse2(quote! { Self { __name: rest } })?,
            from_nothing: parse2(quote! { __name: None })?,
            from_required: parse2(quote! { __name: rt::json::read_required(__slot, "__wire")? })?,
            from_same: parse2(quote! { __name })?,
            from_slot: parse2(quote! { __name: __slot })?,
            writer: parse2(quote! { rt::json::Writer::new(map, &self.__name) })?,
            required: parse2(quote! { it.property("__wire", &self.__name) })?,
            received: parse2(quote! { it.received("__wire", &self.__name) })?,
            optional: parse2(quote! { it.optional("__wire", &self.__name) })?,
            end: parse2(quote! { it.end() })?,
        })
    }
}

/// Fills names and strings into the placeholders of a piece.
struct Fill<'a> {
    name: &'a Ident,
    slot: &'a Ident,
    wire: &'a str,
}

impl VisitMut for Fill<'_> {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        if ident == "__name" {
            ident.clone_from(self.name);
        } else if ident == "__slot" {
            ident.clone_from(self.slot);
        }
    }

    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        if text.value() == "__wire" {
            *text = LitStr::new(self.wire, Span::call_site());
        }
    }
}

impl Fill<'_> {
    fn fill<T: Clone>(&mut self, piece: &T, visit: fn(&mut Self, &mut T)) -> T {
        let mut piece = piece.clone();
        visit(self, &mut piece);
        piece
    }
}

thread_local! {
    static PIECES: syn::Result<Pieces> = Pieces::parse();
}

/// The implementations of deserializing and serializing a struct.
///
/// # Errors
///
/// A defect of the generator: a piece or a tag is not valid Rust.
pub(super) fn items(
    model: &Model,
    structure: &Struct,
    items: &StructItems<'_>,
) -> syn::Result<Vec<Item>> {
    let name = ident(&model.name);
    let mut fill = Fill {
        name: &name,
        slot: &name,
        wire: model.name.as_str(),
    };
    PIECES.with(|pieces| {
        let pieces = pieces.as_ref().map_err(Clone::clone)?;
        let mut object = fill.fill(&pieces.object, Fill::visit_item_impl_mut);
        let personal = structure.fields.iter().filter(|field| field.personal);
        let personal: Vec<&str> = personal.map(|field| field.wire.as_str()).collect();
        if !personal.is_empty() {
            object.items.push(parse2(quote! {
                const PERSONAL: &'static [&'static str] = &[#(#personal),*];
            })?);
        }
        object.items.push(read(pieces, structure)?.into());
        object.items.push(write(pieces, structure, items)?.into());
        let call = parse2(quote! { rt::json::object!(#name); })?;
        Ok(vec![object.into(), call])
    })
}

fn read(pieces: &Pieces, structure: &Struct) -> syn::Result<ImplItemFn> {
    let rest = match &structure.additional {
        Some(_) => &pieces.typed_rest,
        None => &pieces.rest,
    };
    let extra = ident(&structure.extra);
    let mut arms = rest.arms.clone();
    let of_rest = arms.arms.pop();
    let mut read = pieces.read.clone();
    let mut value = pieces.value.clone();
    let of_extra = value.fields.pop().map(syn::punctuated::Pair::into_value);
    for field in &structure.fields {
        let (name, slot) = (ident(&field.name), slot(field));
        let mut fill = Fill {
            name: &name,
            slot: &slot,
            wire: &field.wire,
        };
        let from = if field.header.is_some() {
            &pieces.from_nothing
        } else if field.required {
            &pieces.from_required
        } else if name == slot {
            &pieces.from_same
        } else {
            &pieces.from_slot
        };
        value
            .fields
            .push(fill.fill(from, Fill::visit_field_value_mut));
        if field.header.is_some() {
            continue;
        }
        let start = match &field.ty {
            _ if field.required => &pieces.slot_of_nothing,
            ty if ty.is(Generic::List) => &pieces.slot_of_list,
            ty if ty.is(Generic::Nullable) => &pieces.slot_of_nullable,
            _ => &pieces.slot_of_nothing,
        };
        let start = fill.fill(start, Fill::visit_stmt_mut);
        read.block.stmts.push(start);
        // Null is an ordinary value in arbitrary JSON.
        let inner = field.ty.inside(Generic::Option);
        let anything = inner.is_some_and(|inner| *inner == Plain::Json);
        let arm = match field.required || anything {
            true => &pieces.read_some,
            false => &pieces.read_any,
        };
        arms.arms.push(fill.fill(arm, Fill::visit_arm_mut));
    }
    for (wire, tag) in &structure.tags {
        let tag = literal(tag);
        arms.arms.push(parse2(match &structure.additional {
            Some(_) => quote! { #wire => rt::json::constant(key, #tag, &mut map, &mut rest), },
            None => quote! { #wire => rest.constant(key, #tag, &mut map), },
        })?);
    }
    arms.arms.extend(of_rest);
    let mut each_key = pieces.each_key.clone();
    let tried = Expr::Try(ExprTry {
        attrs: Vec::new(),
        expr: Box::new(arms.into()),
        question_token: Default::default(),
    });
    each_key
        .body
        .stmts
        .push(Stmt::Expr(tried, Some(Default::default())));
    if let Some(mut field) = of_extra {
        field.member = extra.into();
        field.colon_token = Some(Default::default());
        value.fields.push(field);
    }
    let mut ok = pieces.ok.clone();
    ok.args.push(value.into());
    read.block.stmts.extend([
        rest.start.clone(),
        Stmt::Expr(each_key.into(), None),
        Stmt::Expr(ok.into(), None),
    ]);
    Ok(read)
}

fn write(pieces: &Pieces, structure: &Struct, items: &StructItems<'_>) -> syn::Result<ImplItemFn> {
    let extra = ident(&structure.extra);
    let mut fill = Fill {
        name: &extra,
        slot: &extra,
        wire: "",
    };
    let mut chain = fill.fill(&pieces.writer, Fill::visit_expr_mut);
    let then = |chain: &mut Expr, mut call: ExprMethodCall| {
        mem::swap(chain, &mut call.receiver);
        *chain = call.into();
    };
    for (wire, tag) in &structure.tags {
        let tag = literal(tag);
        then(&mut chain, parse2(quote! { it.constant(#wire, #tag) })?);
    }
    let is_property = |field: &&Field| field.header.is_none();
    for field in structure.fields.iter().filter(is_property) {
        let name = ident(&field.name);
        let mut fill = Fill {
            name: &name,
            slot: &name,
            wire: &field.wire,
        };
        let call = if field.required {
            &pieces.required
        } else if items.is_received(field) {
            &pieces.received
        } else {
            &pieces.optional
        };
        then(
            &mut chain,
            fill.fill(call, Fill::visit_expr_method_call_mut),
        );
    }
    then(&mut chain, pieces.end.clone());
    let mut write = pieces.write.clone();
    write.block.stmts.push(Stmt::Expr(chain, None));
    Ok(write)
}

/// The variable of a property while an object is read, distinct from those of the reading code.
fn slot(field: &Field) -> Ident {
    match field.name.as_str() {
        // No field ends like this: only keywords get an underscore at the end.
        "map" | "key" | "rest" => format_ident!("{}_", field.name.as_str()),
        _ => ident(&field.name),
    }
}
