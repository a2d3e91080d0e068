//! Expressions: a closed list of functions over typed answers, read once when the form is read.
//!
//! Owns grammar and types (a Pratt parser); `eval` evaluates. An unknown name, function or type is an error that names
//! the question.

use std::collections::{BTreeMap, BTreeSet};

use crate::edtf;
use crate::kind::QuestionKind;
use crate::limits::shown;
use crate::token::{Token, tokens};
use crate::value::{Arith, Compare, Type, Val};
use crate::{Error, Result};

/// Deepest nesting, of brackets and of operator chains.
const MAX_DEPTH: usize = 64;

#[derive(Clone, Debug)]
pub(crate) enum Expr {
    Known(Val),
    Today,
    Ref(usize),
    Negative(Box<Expr>),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Arith(Arith, Box<Expr>, Box<Expr>),
    Compare(Compare, Box<Expr>, Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// The first known value.
    Coalesce(Vec<Expr>),
    Least(Vec<Expr>),
    Greatest(Vec<Expr>),
    Selected(Box<Expr>, String),
    CountSelected(Box<Expr>),
    Length(Box<Expr>),
    Answered(usize),
    At(Box<Expr>, u16),
    MinutesBetween(Box<Expr>, Box<Expr>),
    /// The number of rows of a repeat.
    Rows(usize),
    /// The number of rows of the repeat in which the question has an answer.
    CountOver(usize, usize),
    Over(Fold, usize, Box<Expr>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fold {
    Sum,
    Least,
    Greatest,
}

/// The names that an expression may use.
pub(crate) struct Names<'a> {
    pub by_id: &'a BTreeMap<String, usize>,
    /// By question: its name and type, and the repeat around it.
    pub questions: &'a [Named],
}

pub(crate) struct Named {
    pub kind: QuestionKind,
    pub repeat: Option<usize>,
}

/// A parsed expression.
pub(crate) struct Parsed {
    pub expr: Expr,
    pub kind: Type,
    /// The questions that the expression reads.
    pub reads: BTreeSet<usize>,
}

/// Parses `text`, the expression of a question in the repeat `within`. `place` opens the error: `question x`.
pub(crate) fn parse(place: &str, text: &str, within: Option<usize>, names: &Names<'_>) -> Result<Parsed> {
    let malformed = |why: &str| Error::malformed("form", format!("{place} has an expression that {why}"));
    let mut tokens = tokens(text).map_err(malformed)?;
    tokens.reverse();
    let mut parser = Parser { place, names, within, tokens, reads: BTreeSet::new(), over: Over::No, level: 0 };
    let node = parser.binary(0)?;
    if !parser.tokens.is_empty() {
        return Err(malformed("goes on where it should end"));
    }
    Ok(Parsed { expr: node.expr, kind: node.kind, reads: parser.reads })
}

struct Node {
    expr: Expr,
    kind: Type,
    depth: usize,
}

/// Whether the parser is inside a function over the rows of a repeat, and of which one.
#[derive(Clone, Copy, PartialEq)]
enum Over {
    No,
    Undecided,
    Repeat(usize),
}

struct Parser<'a> {
    place: &'a str,
    names: &'a Names<'a>,
    within: Option<usize>,
    /// The tokens, last first.
    tokens: Vec<Token>,
    reads: BTreeSet<usize>,
    over: Over,
    level: usize,
}

impl Parser<'_> {
    fn wrong(&self, why: &str) -> Error {
        Error::malformed("form", format!("{} has an expression that {why}", self.place))
    }

    fn node(&self, expr: Expr, kind: Type, below: &[usize]) -> Result<Node> {
        let depth = below.iter().max().map_or(1, |d| d + 1);
        if depth > MAX_DEPTH {
            return Err(self.wrong("is nested too deep"));
        }
        Ok(Node { expr, kind, depth })
    }

    fn binary(&mut self, least: u8) -> Result<Node> {
        self.level += 1;
        if self.level > MAX_DEPTH {
            return Err(self.wrong("is nested too deep"));
        }
        let mut left = self.one()?;
        while let Some((binds, operator)) = self.tokens.last().and_then(operator) {
            if binds < least {
                break;
            }
            self.tokens.pop();
            let right = self.binary(binds + 1)?;
            left = self.join(operator, left, right)?;
        }
        self.level -= 1;
        Ok(left)
    }

    fn join(&self, operator: Operator, left: Node, right: Node) -> Result<Node> {
        let depths = [left.depth, right.depth];
        let (a, b) = (left.kind, right.kind);
        let is = |t| a == t && b == t;
        let (fits, kind) = match operator {
            Operator::And | Operator::Or => (is(Type::Bool), Type::Bool),
            Operator::Arith(_) => (is(Type::Number), Type::Number),
            Operator::Compare(Compare::Eq | Compare::Ne) => (a == b && a != Type::Codes, Type::Bool),
            Operator::Compare(_) => (a == b && a.ordered(), Type::Bool),
        };
        if !fits {
            return Err(self.wrong("joins two kinds of values that do not go together"));
        }
        if let Operator::Compare(_) = operator {
            self.known_choice(&left.expr, &right.expr)?;
            self.known_choice(&right.expr, &left.expr)?;
        }
        let (l, r) = (Box::new(left.expr), Box::new(right.expr));
        let expr = match operator {
            Operator::And => Expr::And(l, r),
            Operator::Or => Expr::Or(l, r),
            Operator::Arith(op) => Expr::Arith(op, l, r),
            Operator::Compare(op) => Expr::Compare(op, l, r),
        };
        self.node(expr, kind, &depths)
    }

    /// Refuses a comparison with a code that is no choice: it would silently never be true.
    fn known_choice(&self, question: &Expr, code: &Expr) -> Result<()> {
        let (Expr::Ref(at), Expr::Known(Val::Text(code, _))) = (question, code) else { return Ok(()) };
        match self.names.questions.get(*at).map(|q| &q.kind) {
            Some(QuestionKind::SelectOne(codes) | QuestionKind::SelectMultiple(codes)) if !codes.contains(&**code) => {
                Err(self.wrong("names a choice that is not in the list"))
            }
            _ => Ok(()),
        }
    }

    fn one(&mut self) -> Result<Node> {
        match self.tokens.pop() {
            Some(Token::Number(n)) => self.node(Expr::Known(Val::exact(n)), Type::Number, &[]),
            Some(Token::Text(text)) => self.node(Expr::Known(Val::text(&text)), Type::Text, &[]),
            Some(Token::Ref(id)) => {
                let at = self.question(&id)?;
                self.value_of(at)
            }
            Some(Token::Sign("-")) => {
                let of = self.binary(UNARY)?;
                if of.kind != Type::Number {
                    return Err(self.wrong("takes the negative of what is no number"));
                }
                self.node(Expr::Negative(Box::new(of.expr)), Type::Number, &[of.depth])
            }
            Some(Token::Sign("(")) => {
                let inner = self.binary(0)?;
                self.sign(")")?;
                Ok(inner)
            }
            Some(Token::Word(word)) if word == "true" || word == "false" => {
                self.node(Expr::Known(Val::Bool(word == "true")), Type::Bool, &[])
            }
            Some(Token::Word(word)) if matches!(self.tokens.last(), Some(Token::Sign("("))) => {
                self.tokens.pop();
                self.call(&word)
            }
            _ => Err(self.wrong("lacks a value")),
        }
    }

    fn sign(&mut self, sign: &str) -> Result<()> {
        match self.tokens.pop() {
            Some(Token::Sign(s)) if s == sign => Ok(()),
            _ => Err(self.wrong(&format!("lacks a {sign}"))),
        }
    }

    /// Returns the question with that id, read here: directly, or row by row within a function over a repeat.
    fn question(&mut self, id: &str) -> Result<usize> {
        let Some(at) = self.names.by_id.get(id).copied() else {
            return Err(self.wrong(&format!("names {}, which is no question", shown(id))));
        };
        self.reads.insert(at);
        match (self.names.questions.get(at).and_then(|q| q.repeat), self.over) {
            (None, _) => {}
            (Some(repeat), Over::Repeat(of)) if repeat == of => {}
            (Some(repeat), Over::Undecided) => {
                self.over = Over::Repeat(repeat);
                self.reads.insert(repeat);
            }
            (Some(repeat), Over::No) if self.within == Some(repeat) => {}
            _ => return Err(self.wrong(&format!("names {}, which is asked several times", shown(id)))),
        }
        Ok(at)
    }

    fn value_of(&self, at: usize) -> Result<Node> {
        let kind = self.names.questions.get(at).and_then(|q| q.kind.gives());
        match kind {
            Some(kind) => self.node(Expr::Ref(at), kind, &[]),
            None => Err(self.wrong("names a question whose answers cannot be reckoned with")),
        }
    }

    fn reference(&mut self) -> Result<usize> {
        match self.tokens.pop() {
            Some(Token::Ref(id)) => {
                let at = self.question(&id)?;
                self.sign(")")?;
                Ok(at)
            }
            _ => Err(self.wrong("lacks a question's name in a function that needs one")),
        }
    }

    fn call(&mut self, name: &str) -> Result<Node> {
        match name {
            "sum" | "min" | "max" => return self.over_rows(name),
            "count" => return self.count(),
            "answered" => {
                let at = self.reference()?;
                if !self.names.questions.get(at).is_some_and(|q| q.kind.takes_answers()) {
                    return Err(self.wrong("asks whether something was answered that takes no answer"));
                }
                return self.node(Expr::Answered(at), Type::Bool, &[]);
            }
            _ => {}
        }
        let unknown = !["if", "not", "coalesce", "selected", "count-selected", "string-length", "today", "at"]
            .contains(&name)
            && name != "minutes-between";
        if unknown {
            return Err(Error::unsupported("form", format!("{} uses the function {}", self.place, shown(name))));
        }
        let args = self.arguments()?;
        let depths: Vec<usize> = args.iter().map(|a| a.depth).collect();
        let kinds: Vec<Type> = args.iter().map(|a| a.kind).collect();
        let mut exprs: Vec<Expr> = args.into_iter().map(|a| a.expr).collect();
        let (expr, kind) = match (name, kinds.as_slice()) {
            ("today", []) => (Expr::Today, Type::Moment),
            ("coalesce", [first, ..]) if kinds.iter().all(|k| k == first) => (Expr::Coalesce(exprs), *first),
            (_, [..]) => {
                let (third, second, first) = match kinds.len() {
                    1 => (None, None, exprs.pop()),
                    2 => (None, exprs.pop(), exprs.pop()),
                    3 => (exprs.pop(), exprs.pop(), exprs.pop()),
                    _ => (None, None, None),
                };
                let Some(first) = first.map(Box::new) else { return Err(self.arguments_of(name)) };
                match (name, kinds.as_slice(), second, third) {
                    ("not", [Type::Bool], ..) => (Expr::Not(first), Type::Bool),
                    ("count-selected", [Type::Codes], ..) => (Expr::CountSelected(first), Type::Number),
                    ("string-length", [Type::Text], ..) => (Expr::Length(first), Type::Number),
                    ("selected", [Type::Codes | Type::Text, Type::Text], Some(code), _) => {
                        self.known_choice(&first, &code)?;
                        let Expr::Known(Val::Text(code, _)) = code else { return Err(self.arguments_of(name)) };
                        (Expr::Selected(first, code.to_string()), Type::Bool)
                    }
                    ("at", [Type::Moment, Type::Text], Some(Expr::Known(Val::Text(time, _))), _) => {
                        let time = edtf::clock(&time).ok_or_else(|| self.arguments_of(name))?;
                        (Expr::At(first, time), Type::Moment)
                    }
                    ("minutes-between", [Type::Moment, Type::Moment] | [Type::Instant, Type::Instant], Some(to), _) => {
                        (Expr::MinutesBetween(first, Box::new(to)), Type::Number)
                    }
                    ("if", [Type::Bool, then, other], Some(a), Some(b)) if then == other => {
                        (Expr::If(first, Box::new(a), Box::new(b)), *then)
                    }
                    _ => return Err(self.arguments_of(name)),
                }
            }
        };
        self.node(expr, kind, &depths)
    }

    fn arguments_of(&self, name: &str) -> Error {
        self.wrong(&format!("gives {} what it does not take", shown(name)))
    }

    fn arguments(&mut self) -> Result<Vec<Node>> {
        let mut out = Vec::new();
        if matches!(self.tokens.last(), Some(Token::Sign(")"))) {
            self.tokens.pop();
            return Ok(out);
        }
        loop {
            out.push(self.binary(0)?);
            match self.tokens.pop() {
                Some(Token::Sign(",")) => {}
                Some(Token::Sign(")")) => return Ok(out),
                _ => return Err(self.wrong("lacks a , or )")),
            }
        }
    }

    /// Parses a function that takes one argument, over the rows of its repeat, or (`min` and `max`) several.
    fn over_rows(&mut self, name: &str) -> Result<Node> {
        let before = self.over;
        // Rows within rows would take time quadratic in the rows.
        if before == Over::No && self.within.is_none() {
            self.over = Over::Undecided;
        }
        let mut args = self.arguments()?;
        let over = std::mem::replace(&mut self.over, before);
        let depths: Vec<usize> = args.iter().map(|a| a.depth).collect();
        let kind = args.first().map(|a| a.kind);
        let Some(kind) = kind.filter(|k| k.ordered() && args.iter().all(|a| a.kind == *k)) else {
            return Err(self.arguments_of(name));
        };
        let several = args.len() > 1;
        match (over, name) {
            (Over::Repeat(repeat), _) if !several && before == Over::No && (name != "sum" || kind == Type::Number) => {
                let Some(arg) = args.pop() else { return Err(self.arguments_of(name)) };
                let fold = match name {
                    "sum" => Fold::Sum,
                    "min" => Fold::Least,
                    _ => Fold::Greatest,
                };
                self.node(Expr::Over(fold, repeat, Box::new(arg.expr)), kind, &depths)
            }
            (Over::No | Over::Undecided, "min" | "max") if several => {
                let exprs = args.into_iter().map(|a| a.expr).collect();
                let expr = if name == "min" { Expr::Least(exprs) } else { Expr::Greatest(exprs) };
                self.node(expr, kind, &depths)
            }
            (Over::Repeat(_), "min" | "max") if several && before != Over::No => {
                let exprs = args.into_iter().map(|a| a.expr).collect();
                let expr = if name == "min" { Expr::Least(exprs) } else { Expr::Greatest(exprs) };
                self.over = over;
                self.node(expr, kind, &depths)
            }
            _ => Err(self.wrong(&format!("uses {name} where nothing is repeated, or within rows"))),
        }
    }

    fn count(&mut self) -> Result<Node> {
        if self.over != Over::No || self.within.is_some() {
            return Err(self.wrong("uses count within rows"));
        }
        self.over = Over::Undecided;
        let at = self.reference()?;
        let over = std::mem::replace(&mut self.over, Over::No);
        match (over, self.names.questions.get(at).map(|q| &q.kind)) {
            (Over::Repeat(repeat), Some(kind)) if kind.takes_answers() => {
                self.node(Expr::CountOver(repeat, at), Type::Number, &[])
            }
            (_, Some(QuestionKind::Repeat { .. })) => self.node(Expr::Rows(at), Type::Number, &[]),
            _ => Err(self.wrong("counts what is not repeated")),
        }
    }
}

#[derive(Clone, Copy)]
enum Operator {
    And,
    Or,
    Arith(Arith),
    Compare(Compare),
}

const UNARY: u8 = 6;

fn operator(token: &Token) -> Option<(u8, Operator)> {
    Some(match token {
        Token::Word(w) if w == "or" => (1, Operator::Or),
        Token::Word(w) if w == "and" => (2, Operator::And),
        Token::Sign("=") => (3, Operator::Compare(Compare::Eq)),
        Token::Sign("!=") => (3, Operator::Compare(Compare::Ne)),
        Token::Sign("<") => (3, Operator::Compare(Compare::Lt)),
        Token::Sign("<=") => (3, Operator::Compare(Compare::Le)),
        Token::Sign(">") => (3, Operator::Compare(Compare::Gt)),
        Token::Sign(">=") => (3, Operator::Compare(Compare::Ge)),
        Token::Sign("+") => (4, Operator::Arith(Arith::Plus)),
        Token::Sign("-") => (4, Operator::Arith(Arith::Minus)),
        Token::Sign("*") => (5, Operator::Arith(Arith::Times)),
        Token::Word(w) if w == "div" => (5, Operator::Arith(Arith::Div)),
        _ => return None,
    })
}
