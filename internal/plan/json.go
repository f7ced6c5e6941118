package plan

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Plans travel to workers as JSON. A node of a sealed interface is written as an object with one
// member, whose name is the node's and whose value holds its fields: {"filter": {"input": …}}.

var newOp = map[string]func() Op{
	"report":  func() Op { return new(Report) },
	"unnest":  func() Op { return new(Unnest) },
	"filter":  func() Op { return new(Filter) },
	"project": func() Op { return new(Project) },
	"group":   func() Op { return new(GroupBy) },
	"cells":   func() Op { return new(Cells) },
	"sort":    func() Op { return new(Sort) },
	"limit":   func() Op { return new(Limit) },
	"single":  func() Op { return new(Single) },
	"shared":  func() Op { return new(Shared) },
	"join":    func() Op { return new(Join) },
	"set":     func() Op { return new(SetOp) },
	"window":  func() Op { return new(Window) },
}

func opName(op Op) string {
	switch op.(type) {
	case *Report:
		return "report"
	case *Unnest:
		return "unnest"
	case *Filter:
		return "filter"
	case *Project:
		return "project"
	case *GroupBy:
		return "group"
	case *Cells:
		return "cells"
	case *Sort:
		return "sort"
	case *Limit:
		return "limit"
	case *Single:
		return "single"
	case *Shared:
		return "shared"
	case *Join:
		return "join"
	case *SetOp:
		return "set"
	case *Window:
		return "window"
	}
	return ""
}

var newExpr = map[string]func() Expr{
	"const": func() Expr { return new(Const) },
	"ref":   func() Expr { return new(Ref) },
	"field": func() Expr { return new(Field) },
	"list":  func() Expr { return new(List) },
	"call":  func() Expr { return new(Call) },
	"cast":  func() Expr { return new(Cast) },
	"query": func() Expr { return new(Subquery) },
}

func exprName(e Expr) string {
	switch e.(type) {
	case *Const:
		return "const"
	case *Ref:
		return "ref"
	case *Field:
		return "field"
	case *List:
		return "list"
	case *Call:
		return "call"
	case *Cast:
		return "cast"
	case *Subquery:
		return "query"
	}
	return ""
}

// Marshal writes a plan as JSON, the same bytes for the same plan.
func Marshal(q *Query) ([]byte, error) {
	return json.Marshal(q, json.Deterministic(true), json.WithMarshalers(json.JoinMarshalers(
		json.MarshalToFunc(func(enc *jsontext.Encoder, op *Op) error { return writeNode(enc, *op, opName(*op)) }),
		json.MarshalToFunc(func(enc *jsontext.Encoder, e *Expr) error { return writeNode(enc, *e, exprName(*e)) }),
	)))
}

// Unmarshal reads what Marshal wrote and checks its shape (see Check).
func Unmarshal(data []byte) (*Query, error) {
	q := new(Query)
	err := json.Unmarshal(data, q, json.RejectUnknownMembers(true), json.WithUnmarshalers(json.JoinUnmarshalers(
		json.UnmarshalFromFunc(func(dec *jsontext.Decoder, op *Op) error { return readNode(dec, op, newOp) }),
		json.UnmarshalFromFunc(func(dec *jsontext.Decoder, e *Expr) error { return readNode(dec, e, newExpr) }),
	)))
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	return q, Check(q)
}

func writeNode(enc *jsontext.Encoder, node any, name string) error {
	if node == nil {
		return enc.WriteToken(jsontext.Null)
	}
	if name == "" {
		return fmt.Errorf("plan: %T has no name", node)
	}
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	if err := enc.WriteToken(jsontext.String(name)); err != nil {
		return err
	}
	if err := json.MarshalEncode(enc, node); err != nil {
		return err
	}
	return enc.WriteToken(jsontext.EndObject)
}

func readNode[N any](dec *jsontext.Decoder, node *N, create map[string]func() N) error {
	token, err := dec.ReadToken()
	if err != nil {
		return err
	}
	if token.Kind() == 'n' {
		return nil
	}
	if token.Kind() != '{' {
		return fmt.Errorf("a node of a plan is an object, not %s", token.Kind())
	}
	if token, err = dec.ReadToken(); err != nil {
		return err
	}
	name := token.String()
	newNode, ok := create[name]
	if !ok {
		return fmt.Errorf("a plan has no node %q", name)
	}
	n := newNode()
	if err := json.UnmarshalDecode(dec, n); err != nil {
		return err
	}
	*node = n
	if token, err = dec.ReadToken(); err == nil && token.Kind() != '}' {
		err = fmt.Errorf("node %q has a second member", name)
	}
	return err
}
