//! What the command line asks for.

pub struct Arguments {
    pub model: String,
    pub data: Vec<String>,
    pub id: String,
    pub truth: Option<String>,
    pub threads: usize,
    pub keep: f64,
    pub trained: bool,
    pub write_model: Option<String>,
    pub curve: bool,
    pub update: Option<usize>,
    pub check_update: bool,
    pub by: Option<String>,
    pub encode: bool,
    pub attack: bool,
    pub sources: bool,
    pub out: Option<String>,
    pub draft: bool,
}

impl Arguments {
    pub fn read() -> Result<Self, crate::Failure> {
        let mut read = Self {
            model: String::new(),
            data: Vec::new(),
            id: "record_id".to_owned(),
            truth: None,
            threads: 2,
            keep: 0.5,
            trained: false,
            write_model: None,
            curve: false,
            update: None,
            check_update: false,
            by: None,
            encode: false,
            attack: false,
            sources: false,
            out: None,
            draft: false,
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--id" => read.id = value()?,
                "--truth" => read.truth = Some(value()?),
                "--threads" => read.threads = value()?.parse()?,
                "--keep" => read.keep = value()?.parse()?,
                "--trained" => read.trained = true,
                "--curve" => read.curve = true,
                "--update" => read.update = Some(value()?.parse()?),
                "--check-update" => read.check_update = true,
                "--sources" => read.sources = true,
                "--out" => read.out = Some(value()?),
                "--by" => read.by = Some(value()?),
                "--write-model" => read.write_model = Some(value()?),
                other if other.starts_with("--") => return Err(format!("{other} is not known").into()),
                "draft" if read.model.is_empty() => {
                    read.draft = true;
                    "draft".clone_into(&mut read.model);
                }
                "encode" if read.model.is_empty() => read.encode = true,
                "attack" if read.model.is_empty() => read.attack = true,
                _ if read.model.is_empty() => read.model = word,
                _ => read.data.push(word),
            }
        }
        if read.data.is_empty() {
            return Err("give a model and one or more files".into());
        }
        Ok(read)
    }
}
