//! The functions that executors know for linkage. Each takes a task (the model as a text, and what its columns mean), the
//! record on either side, how usual its values are, and what it holds. A batch of pairs is made ready once, by the same
//! code that weighs pairs here.

use super::records::Prepared;
use crate::LakeError;
use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, StructArray, UInt64Array},
        buffer::NullBuffer,
        datatypes::{DataType, Field, Fields, Int64Type},
    },
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility},
};
use link::{LinkError, Model, Records, Silent, score::Linkage};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

/// What the functions are told once for all pairs.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Task {
    /// The model, as a file.
    model: String,
    /// The least weight (log2 odds) that is of interest; nothing when all are.
    threshold: Option<f64>,
    /// How many records have a value of each expression that is counted.
    totals: Vec<u64>,
    /// The names of the records' columns.
    columns: Vec<String>,
}

impl Task {
    pub(super) fn text(model: &Model, prepared: &Prepared, threshold: f64) -> Result<String, LakeError> {
        let unwritable =
            |cause: &dyn std::fmt::Display| LakeError::Cluster(format!("the model cannot be sent: {cause}"));
        let task = Self {
            model: model.to_toml().map_err(|cause| unwritable(&cause))?,
            threshold: Some(threshold).filter(|threshold| threshold.is_finite()),
            totals: prepared.counted().iter().map(|counted| counted.total).collect(),
            columns: prepared.columns().to_vec(),
        };
        serde_json::to_string(&task).map_err(|cause| unwritable(&cause))
    }
}

/// A task, read.
#[derive(Debug)]
struct Ready {
    task: Task,
    weights: Model,
    rules: Model,
}

/// The task that was read last: all batches of a job have the same.
static LAST: LazyLock<Mutex<Option<(String, Arc<Ready>)>>> = LazyLock::new(Mutex::default);

fn ready(text: &str) -> Result<Arc<Ready>> {
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, ready)) = &*last
        && known == text
    {
        return Ok(Arc::clone(ready));
    }
    let task: Task = serde_json::from_str(text).map_err(|cause| DataFusionError::External(Box::new(cause)))?;
    let model = Model::from_toml(&task.model).map_err(failed)?;
    let ready = Arc::new(Ready { weights: model.only_weights(), rules: model.only_rules(), task });
    *last = Some((text.to_owned(), Arc::clone(&ready)));
    Ok(ready)
}

fn failed(error: LinkError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

fn wrong(what: &str) -> DataFusionError {
    DataFusionError::Plan(format!("a function of linkage is called with {what}"))
}

/// A batch of pairs with the records that it speaks of.
struct Batch {
    linkage: Linkage,
    pairs: Vec<(u32, u32)>,
}

impl Batch {
    /// Makes a batch ready for a model. `columns` are those of the record on the left, then those of the other.
    fn new(task: &Task, model: &Model, columns: &[ArrayRef]) -> Result<Self> {
        let width = 1 + task.totals.len() + task.columns.len();
        if columns.len() != 2 * width {
            return Err(wrong("other columns than its task names"));
        }
        let (left, right) = columns.split_at(width);
        let sides = [Side::new(task, left)?, Side::new(task, right)?];
        let mut builder = Records::builder(&task.columns);
        let mut known: HashMap<i64, u32> = HashMap::new();
        let mut counts: Vec<Vec<Option<u32>>> = vec![Vec::new(); task.totals.len()];
        let mut pairs = Vec::with_capacity(left[0].len());
        for row in 0..left[0].len() {
            let mut of_side = [0; 2];
            for (side, number) in sides.iter().zip(&mut of_side) {
                let next = u32::try_from(known.len()).map_err(|_| wrong("too many records"))?;
                *number = *known.entry(side.records.value(row)).or_insert(next);
                if *number == next {
                    builder.id_number(i64::from(next));
                    side.values(row, &mut builder).map_err(failed)?;
                    side.counts(row, &mut counts)?;
                }
            }
            pairs.push((of_side[0], of_side[1]));
        }
        let records = builder.finish().map_err(failed)?;
        let mut linkage = Linkage::prepare(model.clone(), records, 1, &Silent).map_err(failed)?;
        for (at, (total, counts)) in task.totals.iter().zip(&counts).enumerate() {
            linkage.use_counts(at, *total, counts);
        }
        Ok(Self { linkage, pairs })
    }
}

/// The columns of the records on one side.
struct Side<'a> {
    records: &'a datafusion::arrow::array::Int64Array,
    counts: Vec<&'a datafusion::arrow::array::Int64Array>,
    columns: Vec<&'a datafusion::arrow::array::StringArray>,
}

impl<'a> Side<'a> {
    fn new(task: &Task, columns: &'a [ArrayRef]) -> Result<Self> {
        let number = |column: &'a ArrayRef| {
            column.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong("something else where a whole number belongs"))
        };
        let text = |column: &'a ArrayRef| {
            column.as_string_opt::<i32>().ok_or_else(|| wrong("something else where a text belongs"))
        };
        let (counts, texts) = columns[1..].split_at(task.totals.len());
        Ok(Self {
            records: number(&columns[0])?,
            counts: counts.iter().map(number).collect::<Result<_>>()?,
            columns: texts.iter().map(text).collect::<Result<_>>()?,
        })
    }

    fn values(&self, row: usize, builder: &mut link::RecordsBuilder) -> std::result::Result<(), LinkError> {
        for (at, column) in self.columns.iter().enumerate() {
            builder.value(at, column.is_valid(row).then(|| column.value(row)))?;
        }
        Ok(())
    }

    fn counts(&self, row: usize, counts: &mut [Vec<Option<u32>>]) -> Result<()> {
        for (column, counts) in self.counts.iter().zip(counts) {
            let count = column.is_valid(row).then(|| u32::try_from(column.value(row)));
            counts.push(count.transpose().map_err(|_| wrong("a count that is none"))?);
        }
        Ok(())
    }
}

/// What a function answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Answer {
    /// The weight and the pattern of outcomes of pairs that weigh enough.
    Weight,
    /// Whether what a rule asks beyond equal keys holds.
    Holds,
}

/// The parts of the answer [`Answer::Weight`].
static WEIGHED: LazyLock<Fields> = LazyLock::new(|| {
    Fields::from(vec![Field::new("weight", DataType::Float64, false), Field::new("pattern", DataType::UInt64, false)])
});

/// A function of linkage.
#[derive(Debug, PartialEq, Eq, Hash)]
struct LinkFunction {
    answer: Answer,
    signature: Signature,
}

/// The functions of linkage.
pub(in super::super) fn functions() -> Vec<ScalarUDF> {
    let function = |answer, volatility| {
        ScalarUDF::new_from_impl(LinkFunction { answer, signature: Signature::variadic_any(volatility) })
    };
    vec![
        // Always the same answer, but a planner that believes so may move the work before the join's own conditions,
        // or do it twice: once to see whether there is an answer, once to give it.
        function(Answer::Weight, Volatility::Volatile),
        function(Answer::Holds, Volatility::Immutable),
    ]
}

impl ScalarUDFImpl for LinkFunction {
    fn name(&self) -> &'static str {
        match self.answer {
            Answer::Weight => "link_weigh",
            Answer::Holds => "link_holds",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.answer {
            Answer::Weight => DataType::Struct(WEIGHED.clone()),
            Answer::Holds => DataType::Boolean,
        })
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let mut given = arguments.args.into_iter();
        let Some(ColumnarValue::Scalar(ScalarValue::Utf8(Some(text)))) = given.next() else {
            return Err(wrong("no task"));
        };
        let ready = ready(&text)?;
        let rule = match self.answer {
            Answer::Holds => match given.next() {
                Some(ColumnarValue::Scalar(ScalarValue::Int64(Some(rule)))) => usize::try_from(rule).ok(),
                _ => None,
            },
            Answer::Weight => None,
        };
        let rows = arguments.number_rows;
        let columns = given.map(|column| column.into_array(rows)).collect::<Result<Vec<_>>>()?;
        let model = if self.answer == Answer::Holds { &ready.rules } else { &ready.weights };
        let batch = Batch::new(&ready.task, model, &columns)?;
        let answer: ArrayRef = match self.answer {
            Answer::Weight => Arc::new(weighed(&batch, ready.task.threshold.unwrap_or(f64::NEG_INFINITY))?),
            Answer::Holds => {
                let rule = rule.filter(|&rule| rule < ready.rules.blocking.len()).ok_or_else(|| wrong("no rule"))?;
                Arc::new(BooleanArray::from(batch.linkage.rule_holds_for(rule, &batch.pairs)))
            }
        };
        Ok(ColumnarValue::Array(answer))
    }
}

fn weighed(batch: &Batch, threshold: f64) -> Result<StructArray> {
    let weighed = batch.linkage.weigh_given(&batch.pairs, threshold).map_err(failed)?;
    let kept = NullBuffer::from_iter(weighed.iter().map(Option::is_some));
    let weights: Float64Array = weighed.iter().map(|each| Some(each.map_or(0.0, |(weight, _)| weight))).collect();
    let patterns: UInt64Array = weighed.iter().map(|each| Some(each.map_or(0, |(_, pattern)| pattern))).collect();
    StructArray::try_new(WEIGHED.clone(), vec![Arc::new(weights), Arc::new(patterns)], Some(kept))
        .map_err(DataFusionError::from)
}
